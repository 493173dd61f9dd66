using CollabServer.Documents.Snapshots;

namespace CollabServer.Storage.Snapshots;

/// <summary>Puts one snapshot into the database, as each database does it best. Thread-safe.</summary>
internal interface ISnapshotWriter
{
    /// <summary>Writes the row and advances the head's <c>snapshot_seq</c>, or returns the checkpoint that is there already.</summary>
    /// <param name="compressed">The state as it is to be stored.</param>
    /// <exception cref="InvalidOperationException">The document does not exist, or its log does not reach that far.</exception>
    Task<SnapshotInfo> WriteAsync(NewSnapshot snapshot, byte[] compressed, CancellationToken ct);
}
