namespace CollabServer.Storage.Model;

/// <summary>A row of <c>documents</c>: the head of a document's log. Locked by whoever appends to that log.</summary>
internal sealed class Document
{
    /// <summary>Stands for the name in the other tables.</summary>
    public long DocumentKey { get; init; }

    /// <summary>The document's name.</summary>
    public required string Id { get; init; }

    public Guid Generation { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public long LastSeq { get; init; }

    public long SnapshotSeq { get; init; }

    public long LogBytes { get; init; }

    /// <summary>Entries up to this one were thinned away; 0 while the log is whole.</summary>
    public long TrimmedThrough { get; init; }

    /// <summary>Since when the document is quarantined; null while it is sound.</summary>
    public DateTimeOffset? QuarantinedAt { get; init; }

    public string? QuarantineReason { get; init; }
}
