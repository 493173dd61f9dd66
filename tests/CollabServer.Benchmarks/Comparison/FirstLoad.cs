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
        var loads = Enumerable.Range(0, Processes).Select(_ => RunProcess(trace)).ToList();
        return new Sample(Sample.MedianOf(loads.Select(static load => load.Clock)), Sample.MedianOf(loads.Select(static load => load.Cpu)), AllocatedBytes: null);
    }

    /// <summary>The fresh process: prints milliseconds by the clock and of processor time.</summary>
    public static void Run(string trace)
    {
        var update = EditTrace.Open(trace).FinalV1;
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var before = Stopwatch.GetTimestamp();
        var doc = EngineWork.Load(update, UpdateEncoding.V1);
        var elapsed = Stopwatch.GetElapsedTime(before);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        GC.KeepAlive(doc);
        Console.WriteLine(FormattableString.Invariant($"{elapsed.TotalMilliseconds} {cpu.TotalMilliseconds}"));
    }

    private static (double Clock, double Cpu) RunProcess(string trace)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(FirstLoad).Assembly.Location, Command, trace]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double[] numbers = [.. answer.Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1]);
    }
}
