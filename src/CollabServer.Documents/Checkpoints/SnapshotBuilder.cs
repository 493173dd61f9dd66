using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Checkpoints;

/// <summary>
/// Builds snapshots from what is stored, never from the document in memory: a snapshot taken from there could contain less than the log
/// entries it claims to replace, or more. Every snapshot is read back into a second document before it is trusted. Thread-safe.
/// </summary>
internal sealed class SnapshotBuilder(StoredHistory history, ISnapshotStore store, TimeProvider time) : IDisposable
{
    /// <summary>Checkpoints take a whole document's memory twice, and after a restart every document may want one.</summary>
    private const int CheckpointsAtTheSameTime = 2;

    private readonly SemaphoreSlim _checkpoints = new(CheckpointsAtTheSameTime);

    /// <summary>Makes the state of a document. What it makes is not trusted.</summary>
    internal Func<Doc, byte[]> Encoder { get; init; } = Encode;

    public async Task<SnapshotInfo> SaveAsync(DocumentName name, SnapshotRequest request, CancellationToken ct)
    {
        if (request.Kind != SnapshotKind.Checkpoint)
        {
            // Somebody waits for it.
            return await BuildAsync(name, request, ct);
        }

        await _checkpoints.WaitAsync(ct);
        try
        {
            return await BuildAsync(name, request, ct);
        }
        finally
        {
            _checkpoints.Release();
        }
    }

    public void Dispose() => _checkpoints.Dispose();

    private async Task<SnapshotInfo> BuildAsync(DocumentName name, SnapshotRequest request, CancellationToken ct)
    {
        Failpoint.Hit("snapshot.before-read");
        var stored = await history.ReadAsync(name, request.Seq, ct);
        Failpoint.Hit("snapshot.after-read");
        return await SaveAsync(name, stored.Doc, request, ct);
    }

    /// <summary>Stores what was put together from stored rows, when it can be read back.</summary>
    public async Task<SnapshotInfo> SaveAsync(DocumentName name, Doc doc, SnapshotRequest request, CancellationToken ct)
    {
        var state = Encoder(doc);
        Verify(name, request.Seq, doc, state);
        Failpoint.Hit("snapshot.before-save");
        var saved = await store.SaveAsync(
            new NewSnapshot(name, request.Seq, state, request.Kind, request.Label, request.CreatedBy, time.GetUtcNow()), ct);
        Failpoint.Hit("snapshot.after-save");
        return saved;
    }

    private static byte[] Encode(Doc doc)
    {
        using var transaction = doc.ReadTransaction();
        return transaction.StateDiffV2(stateVector: null);
    }

    private void Verify(DocumentName name, long seq, Doc replayed, byte[] state)
    {
        var readBack = history.NewDoc();
        using (var transaction = readBack.WriteTransaction())
        {
            transaction.ApplyStored(state, UpdateEncoding.V2);
        }

        if (!DocumentComparison.AreSame(readBack, replayed))
        {
            throw new InvalidOperationException($"The snapshot of \"{name}\" at entry {seq} does not hold what the log holds; it was not stored.");
        }
    }
}
