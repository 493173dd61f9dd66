using System.Diagnostics;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>The median and the best of some runs in milliseconds, and what one run allocates; or bytes, for memory.</summary>
internal sealed record Sample(double Median, double Best, long? AllocatedBytes)
{
    /// <summary>Warms up, then measures by the protocol that the Node side follows too.</summary>
    public static Sample Measure(Func<object> run, Pace pace)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < pace.WarmUp || Stopwatch.GetElapsedTime(started) < pace.WarmUpTime; i++)
            GC.KeepAlive(run());

        var times = new List<double>();
        var allocated = 0L;
        started = Stopwatch.GetTimestamp();
        while (times.Count < pace.Runs && (times.Count < 3 || Stopwatch.GetElapsedTime(started) < pace.Budget))
        {
            var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            var before = Stopwatch.GetTimestamp();
            GC.KeepAlive(run());
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        }
        return new Sample(MedianOf(times), times.Min(), allocated);
    }

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
