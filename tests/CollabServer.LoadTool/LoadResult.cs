using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool;

/// <summary>What a scenario found. Null means that it does not apply or could not be seen.</summary>
internal sealed record LoadResult
{
    public required string Scenario { get; init; }

    public required string Dialect { get; init; }

    public required int Documents { get; init; }

    public required int Clients { get; init; }

    public double? Rate { get; init; }

    public double? Seconds { get; init; }

    public long? EditsSent { get; init; }

    /// <summary>Edits of others that reached a client, within the measured window.</summary>
    public long? Deliveries { get; init; }

    public double? DeliveriesPerSecond { get; init; }

    /// <summary>WebSocket messages received in the window: fewer than deliveries where the server merges.</summary>
    public long? MessagesReceived { get; init; }

    /// <summary>Edits that some client had not seen when everything had had time to arrive.</summary>
    public long? Missing { get; init; }

    public LatencySummary? Latency { get; init; }

    public LatencySummary? AckApplied { get; init; }

    public LatencySummary? AckDurable { get; init; }

    public double? ServerCpuSeconds { get; init; }

    public double? ServerCpuSecondsPerMillion { get; init; }

    public double? ServerMegabytesBefore { get; init; }

    public double? ServerMegabytesAfter { get; init; }

    public double? ServerKilobytesPerClient { get; init; }

    /// <summary>Milliseconds from before the connect until the document's content was there.</summary>
    public LatencySummary? TimeToContent { get; init; }

    /// <summary>How much later than due the generator sent: its own trouble, contained in the latencies.</summary>
    public LatencySummary? SendLag { get; init; }

    public double? GeneratorCpuSeconds { get; init; }

    /// <summary>Close codes the server sent, with their counts.</summary>
    public IReadOnlyDictionary<int, int>? Closed { get; init; }

    public string? Remark { get; init; }
}
