using System.Diagnostics;
using System.Numerics;

namespace CollabServer.LoadTool.Measurements;

/// <summary>
/// Counts latencies in buckets of microseconds whose width grows with the value: 128 buckets for each power of two, so a percentile is
/// off by less than 1 %. Not thread-safe.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;

    private readonly long[] _counts = new long[SubBuckets * 40];

    public long Count { get; private set; }

    private long MaxMicroseconds { get; set; }

    public void Record(long stopwatchTicks)
    {
        var microseconds = Math.Max(0, (long)(stopwatchTicks * (1_000_000.0 / Stopwatch.Frequency)));
        _counts[Bucket(microseconds)]++;
        Count++;
        MaxMicroseconds = Math.Max(MaxMicroseconds, microseconds);
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        MaxMicroseconds = Math.Max(MaxMicroseconds, other.MaxMicroseconds);
    }

    public LatencySummary? Summarize() => Count == 0
        ? null
        : new LatencySummary(Count, Percentile(0.5), Percentile(0.9), Percentile(0.99), Percentile(0.999), MaxMicroseconds / 1000.0);

    private double Percentile(double fraction)
    {
        var rank = (long)Math.Ceiling(fraction * Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            rank -= _counts[i];
            if (rank <= 0)
                return Math.Min(UpperBound(i), MaxMicroseconds) / 1000.0;
        }
        return MaxMicroseconds / 1000.0;
    }

    private static int Bucket(long value)
    {
        if (value < SubBuckets)
            return (int)value;
        var shift = 63 - BitOperations.LeadingZeroCount((ulong)value) - SubBucketBits;
        return ((shift + 1) << SubBucketBits) + (int)((value >> shift) - SubBuckets);
    }

    private static long UpperBound(int bucket)
    {
        if (bucket < SubBuckets)
            return bucket;
        var shift = (bucket >> SubBucketBits) - 1;
        return ((SubBuckets + (long)(bucket & (SubBuckets - 1)) + 1) << shift) - 1;
    }
}
