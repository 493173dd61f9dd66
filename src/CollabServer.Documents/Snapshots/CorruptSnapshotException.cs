namespace CollabServer.Documents.Snapshots;

/// <summary>A stored snapshot does not match its checksum. An earlier one with more of the log gives the same state.</summary>
public sealed class CorruptSnapshotException(long snapshotId, string message) : Exception($"Snapshot {snapshotId}: {message}")
{
    public long SnapshotId { get; } = snapshotId;
}
