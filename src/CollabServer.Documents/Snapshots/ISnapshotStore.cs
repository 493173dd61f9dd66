namespace CollabServer.Documents.Snapshots;

/// <summary>States of documents at a point of their log: checkpoints of the server, versions of people. Thread-safe.</summary>
public interface ISnapshotStore
{
    /// <summary>
    /// Writes a snapshot. The document must exist and its log must reach <see cref="NewSnapshot.Seq"/>;
    /// a checkpoint at a sequence number that already has one is not written again, and the existing one is returned.
    /// </summary>
    /// <exception cref="InvalidOperationException">The document does not exist, or its log does not reach that far.</exception>
    /// <exception cref="ArgumentException">A label or name holds U+0000 or an unpaired surrogate.</exception>
    Task<SnapshotInfo> SaveAsync(NewSnapshot snapshot, CancellationToken ct);

    /// <summary>The snapshot of any kind with the highest sequence number ≤ <paramref name="atMostSeq"/> (the newest of several), or null.</summary>
    /// <exception cref="CorruptSnapshotException">It is damaged. The one before it is found by asking below the damaged one's sequence number.</exception>
    Task<StoredSnapshot?> FindLatestAsync(DocumentName document, long atMostSeq, CancellationToken ct);

    /// <summary>That snapshot of that document, or null.</summary>
    /// <exception cref="CorruptSnapshotException">It is damaged.</exception>
    Task<StoredSnapshot?> FindAsync(DocumentName document, long snapshotId, CancellationToken ct);

    /// <summary>Newest first, of the given kinds, at most <paramref name="limit"/> with an id below <paramref name="beforeId"/>.</summary>
    Task<IReadOnlyList<SnapshotInfo>> ListAsync(
        DocumentName document, IReadOnlyCollection<SnapshotKind> kinds, long beforeId, int limit, CancellationToken ct);
}
