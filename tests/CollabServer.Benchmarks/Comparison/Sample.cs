using System.Diagnostics;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>
/// The medians of some runs in milliseconds, by the clock and of processor time in all threads, and what one run allocates; or bytes,
/// for memory. On a machine that others use too, the clock tells how busy they were and processor time how much work it was.
/// </summary>
internal sealed record Sample(double Median, double Cpu, long? AllocatedBytes)
{
    /// <summary>Warms up, then measures by the protocol that the Node side follows too.</summary>
    public static Sample Measure(Func<object> run, Pace pace)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < pace.WarmUp || Stopwatch.GetElapsedTime(started) < pace.WarmUpTime; i++)
            GC.KeepAlive(run());

        var times = new List<double>();
        var cpuTimes = new List<double>();
        var allocated = 0L;
        started = Stopwatch.GetTimestamp();
        while (times.Count < pace.Runs && (times.Count < 3 || Stopwatch.GetElapsedTime(started) < pace.Budget))
        {
            var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            var cpuBefore = Environment.CpuUsage.TotalTime;
            var before = Stopwatch.GetTimestamp();
            GC.KeepAlive(run());
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            cpuTimes.Add((Environment.CpuUsage.TotalTime - cpuBefore).TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        }
        return new Sample(MedianOf(times), MedianOf(cpuTimes), allocated);
    }

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
