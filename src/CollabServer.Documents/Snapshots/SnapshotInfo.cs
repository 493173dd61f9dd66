namespace CollabServer.Documents.Snapshots;

/// <summary>What is known of a stored snapshot without reading its state. <c>Id</c> is unique over all documents; <c>StateBytes</c> is the size before compression.</summary>
public sealed record SnapshotInfo(
    long Id, DocumentName Document, long Seq, SnapshotKind Kind, string? Label, string? CreatedBy, DateTimeOffset CreatedAt, long StateBytes);
