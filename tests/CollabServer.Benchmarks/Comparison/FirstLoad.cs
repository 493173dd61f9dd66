using System.Diagnostics;
using System.Globalization;
using CollabServer.Benchmarks.Engine;
using CollabServer.Benchmarks.Traces;
using CollabServer.Crdt.Updates;
using CollabServer.Testing;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>A load before anything is compiled: measured in fresh processes, from before the first use of the engine.</summary>
internal static class FirstLoad
{
    public const string Command = "first-load";

    private const int Processes = 5;

    private static readonly Lazy<string> Published = new(Publish);

    /// <summary>As built: everything is compiled while it loads.</summary>
    public static Sample Measure(string trace) => Measure(typeof(FirstLoad).Assembly.Location, trace);

    /// <summary>As published: our assemblies hold machine code (src/MachineCode.targets), as those of the shipped server do.</summary>
    public static Sample MeasurePublished(string trace) => Measure(Published.Value, trace);

    private static Sample Measure(string assembly, string trace)
    {
        var loads = Enumerable.Range(0, Processes).Select(_ => RunProcess(assembly, trace)).ToList();
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

    private static (double Clock, double Cpu) RunProcess(string assembly, string trace)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, Command, trace]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double[] numbers = [.. answer.Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1]);
    }

    private static string Publish()
    {
        var project = RepositoryRoot.Combine("tests", "CollabServer.Benchmarks");
        var output = Path.Combine(project, "bin", "published");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", output, "-v", "quiet"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Path.Combine(output, Path.GetFileName(typeof(FirstLoad).Assembly.Location)) : throw new InvalidOperationException(answer);
    }
}
