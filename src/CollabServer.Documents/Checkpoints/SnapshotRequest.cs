using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Checkpoints;

/// <summary>Asks for the state of a document after the log entry <c>Seq</c> to be built from stored rows and kept. Told apart by reference.</summary>
internal sealed class SnapshotRequest(long seq, SnapshotKind kind, string? label, string? createdBy)
{
    public long Seq { get; } = seq;

    public SnapshotKind Kind { get; } = kind;

    public string? Label { get; } = label;

    public string? CreatedBy { get; } = createdBy;
}
