using System.Diagnostics;
using CollabServer.Benchmarks.Traces;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>Repeats one operation on trace b4 for a profiler to watch.</summary>
internal static class Profiling
{
    public const string Command = "profile";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    public static void Run(string operationId)
    {
        var operation = OperationTable.For(EditTrace.Open("b4")).First(operation => operation.Id == operationId);
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Duration)
            Console.WriteLine(operation.Measure());
    }
}
