namespace CollabServer.Documents.Snapshots;

/// <summary>The state of a document after the log entry <paramref name="Seq"/>.</summary>
/// <param name="State">The whole state as one V2 update, pending structs included. The store compresses and checksums it.</param>
public sealed record NewSnapshot(
    DocumentName Document, long Seq, ReadOnlyMemory<byte> State, SnapshotKind Kind, string? Label, string? CreatedBy, DateTimeOffset CreatedAt);
