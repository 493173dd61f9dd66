using System.Diagnostics;
using System.Globalization;
using CollabServer.Benchmarks.Engine;
using CollabServer.Benchmarks.Traces;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>A load before anything is compiled: measured in fresh processes, from before the first use of the engine.</summary>
internal static class FirstLoad
{
    public const string Command = "first-load";

    private const int Processes = 5;

    public static Sample Measure(string trace)
    {
        var times = Enumerable.Range(0, Processes).Select(_ => RunProcess(trace)).ToList();
        return new Sample(Sample.MedianOf(times), times.Min(), AllocatedBytes: null);
    }

    /// <summary>The fresh process: prints milliseconds.</summary>
    public static void Run(string trace)
    {
        var update = EditTrace.Open(trace).FinalV1;
        var before = Stopwatch.GetTimestamp();
        var doc = EngineWork.Load(update, UpdateEncoding.V1);
        var elapsed = Stopwatch.GetElapsedTime(before);
        GC.KeepAlive(doc);
        Console.WriteLine(elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static double RunProcess(string trace)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(FirstLoad).Assembly.Location, Command, trace]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }
}
