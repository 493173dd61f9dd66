namespace CollabServer.Documents.Snapshots;

/// <summary>A stored snapshot does not match its checksum. An earlier one with more of the log gives the same state.</summary>
public sealed class CorruptSnapshotException(long snapshotId, long seq, string message) : Exception($"Snapshot {snapshotId} (seq {seq}): {message}")
{
    public long SnapshotId { get; } = snapshotId;

    /// <summary>Where in the log it was taken: a snapshot at a lower sequence number may be whole.</summary>
    public long Seq { get; } = seq;
}
