namespace CollabServer.Documents.Retention;

/// <summary>
/// Removes history, by exact keys, each call in one transaction that holds the lock appends take. Calls may be made by several processes at
/// once: each sees what the one before it left. A quarantined document keeps everything. Thread-safe.
/// </summary>
public interface IHistoryTrimming
{
    /// <summary>The first entry that was accepted at <paramref name="moment"/> or later; null when there is none.</summary>
    Task<long?> FindFirstSinceAsync(DocumentName document, DateTimeOffset moment, CancellationToken ct);

    /// <summary>
    /// Removes the entries up to <paramref name="throughSeq"/>, all of which must be there. The snapshots <paramref name="guards"/> stand in for
    /// them: at least one, each at <paramref name="throughSeq"/> or later; they are read again inside the transaction.
    /// </summary>
    /// <returns>How many entries were removed: 0 when they were gone already.</returns>
    /// <exception cref="TrimRefusedException">A guard is missing or damaged, an entry is missing, or the document is quarantined. Nothing was removed.</exception>
    Task<long> TrimLogAsync(DocumentName document, long throughSeq, IReadOnlyCollection<long> guards, CancellationToken ct);

    /// <summary>Removes snapshots by their ids.</summary>
    /// <returns>How many were removed: those that were gone already do not count.</returns>
    /// <exception cref="TrimRefusedException">
    /// The log does not begin at its first entry and no snapshot would be left to start from, or the document is quarantined. Nothing was removed.
    /// </exception>
    Task<int> RemoveSnapshotsAsync(DocumentName document, IReadOnlyCollection<long> snapshotIds, CancellationToken ct);
}
