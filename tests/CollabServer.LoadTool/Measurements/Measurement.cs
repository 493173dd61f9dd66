using System.Diagnostics;

namespace CollabServer.LoadTool.Measurements;

/// <summary>
/// Collects what all clients see. A latency counts from the moment its edit was <em>due</em>, not from when the generator got round to
/// sending it, and only when that moment lies in the measured window: a server that stalls cannot hide behind the sends it delayed.
/// </summary>
internal sealed class Measurement : IDisposable
{
    private readonly ThreadLocal<Tally> _tallies = new(static () => new Tally(), trackAllValues: true);
    private long _from = long.MaxValue;
    private long _until = long.MaxValue;

    public Tally Tally => _tallies.Value!;

    public long Deliveries => _tallies.Values.Sum(tally => tally.Deliveries);

    public long Messages => _tallies.Values.Sum(tally => tally.Messages);

    public void Open() => Volatile.Write(ref _from, Stopwatch.GetTimestamp());

    public void Close() => Volatile.Write(ref _until, Stopwatch.GetTimestamp());

    public bool Includes(long dueAt) => dueAt >= Volatile.Read(ref _from) && dueAt < Volatile.Read(ref _until);

    /// <summary>Called when nothing arrives any more.</summary>
    public LatencySummary? Summarize(Func<Tally, LatencyHistogram> pick)
    {
        var sum = new LatencyHistogram();
        foreach (var tally in _tallies.Values)
            sum.Add(pick(tally));
        return sum.Summarize();
    }

    public void Dispose() => _tallies.Dispose();
}
