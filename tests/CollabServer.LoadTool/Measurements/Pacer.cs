using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CollabServer.LoadTool.Measurements;

/// <summary>
/// Calls back at an even rate from a thread of its own, with the moment each call was due. Late calls are made up at once and keep the
/// moment they were due. Sleeps with nanosleep, since every wait of .NET is in whole milliseconds.
/// </summary>
internal static partial class Pacer
{
    /// <summary>The shortest nap worth its system calls; what is due sooner is simply early by that much.</summary>
    private const long ShortestNap = 20_000;

    public static Task RunAsync(double perSecond, TimeSpan duration, Action<long, long> call) =>
        Task.Factory.StartNew(() => Run(perSecond, duration, call), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Run(double perSecond, TimeSpan duration, Action<long, long> call)
    {
        var interval = Stopwatch.Frequency / perSecond;
        var started = Stopwatch.GetTimestamp();
        var calls = (long)(duration.TotalSeconds * perSecond);
        for (var i = 0L; i < calls; i++)
        {
            var dueAt = started + (long)(i * interval);
            Nap(dueAt);
            call(i, dueAt);
        }
    }

    private static void Nap(long until)
    {
        var left = (long)((until - Stopwatch.GetTimestamp()) * (1e9 / Stopwatch.Frequency));
        if (left < ShortestNap)
            return;
        var request = new TimeSpec(left / 1_000_000_000, left % 1_000_000_000);
        _ = NanoSleep(in request, nint.Zero);
    }

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec request, nint remaining);
}
