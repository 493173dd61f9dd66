namespace CollabServer.Documents.Catalog;

/// <summary>What the store knows of a document. <c>LastSeq</c> is the newest log entry, <c>SnapshotSeq</c> the newest snapshot's (0: none).</summary>
/// <param name="Generation">Drawn anew when a document is created: two histories with different generations must never be merged.</param>
/// <param name="CreatedAt">When the first update was accepted.</param>
/// <param name="UpdatedAt">When the newest update was accepted.</param>
/// <param name="LogBytes">Sum of the sizes of all updates in the log.</param>
public sealed record DocumentRecord(
    DocumentName Name, Guid Generation, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long LastSeq, long SnapshotSeq, long LogBytes)
{
    /// <summary>Entries up to this one were thinned away by the retention policy; 0 while the log is whole.</summary>
    public long TrimmedThrough { get; init; }

    /// <summary>Set while the document is quarantined.</summary>
    public DocumentQuarantine? Quarantine { get; init; }
}
