namespace CollabServer.LoadTool.Measurements;

/// <summary>What one receiving thread has counted. Written by that thread alone; read by others only as a snapshot of counters.</summary>
internal sealed class Tally
{
    private long _deliveries;
    private long _messages;

    /// <summary>Edits (or presence states) of others that reached a client.</summary>
    public long Deliveries => Volatile.Read(ref _deliveries);

    public long Messages => Volatile.Read(ref _messages);

    public LatencyHistogram Delivery { get; } = new();

    public LatencyHistogram AckApplied { get; } = new();

    public LatencyHistogram AckDurable { get; } = new();

    public void CountDeliveries(long count) => Volatile.Write(ref _deliveries, _deliveries + count);

    public void CountMessage() => Volatile.Write(ref _messages, _messages + 1);
}
