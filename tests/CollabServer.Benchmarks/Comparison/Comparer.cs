using System.Globalization;
using CollabServer.Benchmarks.Traces;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>
/// Times every operation here and in Node, taking turns, and prints a Markdown table. A ratio is the median over the rounds of the ratio
/// within a round, so that a machine that is busy for a while spoils one round and not the comparison.
/// </summary>
internal static class Comparer
{
    public const string Command = "compare";

    /// <summary>compare [trace=b4] [rounds=3] [operation …]</summary>
    public static void Run(IReadOnlyList<string> args)
    {
        var trace = EditTrace.Open(args.FirstOrDefault(static arg => EditTrace.TryOpen(arg) is not null) ?? "b4");
        var rounds = args.Select(static arg => int.TryParse(arg, CultureInfo.InvariantCulture, out var number) ? number : 0).FirstOrDefault(static number => number > 0, 3);
        var operations = OperationTable.For(trace);
        var chosen = operations.Where(operation => args.Contains(operation.Id)).ToList();

        Console.WriteLine($"Trace {trace.Name}, {rounds} rounds, .NET {Environment.Version}; times are medians.\n");
        Console.WriteLine("| operation | ours | Yjs | ratio (range) | ratio of CPU time | goal | allocated |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        using var yjs = new YjsPeer();
        foreach (var operation in chosen.Count > 0 ? chosen : operations)
            Console.WriteLine(Compare(operation, trace, yjs, rounds));
    }

    private static string Compare(Operation operation, EditTrace trace, YjsPeer yjs, int rounds)
    {
        List<Sample> ours = [];
        List<Sample> theirs = [];
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(operation.Measure());
                if (operation.HasPeer)
                    theirs.Add(yjs.Measure(trace.Name, operation));
            }
        }
        catch (NotSupportedException)
        {
            return $"| {operation.Title} | not there yet | | | | {Goal(operation)} | |";
        }
        double[] ratios = [.. ours.Zip(theirs, static (our, their) => their.Median / our.Median)];
        var cells = new[]
        {
            operation.Title,
            Show(operation, Sample.MedianOf(ours.Select(static sample => sample.Median))),
            theirs.Count == 0 ? "–" : Show(operation, Sample.MedianOf(theirs.Select(static sample => sample.Median))),
            ratios.Length == 0 ? "–" : Text($"**{Sample.MedianOf(ratios):0.0}×** ({ratios.Min():0.0}–{ratios.Max():0.0})"),
            ratios.Length == 0 || operation.IsMemory ? "–" : Text($"{Sample.MedianOf(ours.Zip(theirs, static (our, their) => their.Cpu / our.Cpu)):0.0}×"),
            Goal(operation),
            ours[^1].AllocatedBytes is { } bytes ? ShowBytes(bytes) : "",
        };
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Goal(Operation operation) => operation.HasPeer ? Text($"{operation.Target:0.0}×") : "seconds";

    private static string Show(Operation operation, double value)
    {
        if (operation.IsMemory)
            return ShowBytes((long)value);
        return value switch
        {
            >= 100 => Text($"{value:#,0} ms"),
            >= 1 => Text($"{value:0.0} ms"),
            _ => Text($"{value:0.000} ms"),
        };
    }

    private static string ShowBytes(long bytes) => bytes switch
    {
        >= 1_000_000 => Text($"{bytes / 1e6:0.0} MB"),
        >= 1_000 => Text($"{bytes / 1e3:0.0} kB"),
        _ => Text($"{bytes} B"),
    };

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
