using CollabServer.Documents;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Storage.Tests.Stores;

/// <summary>A process whose n-th write is its last one: it dies just before it, or just after.</summary>
public sealed class InterruptedUpkeep(IHistoryTrimming trimming, ISnapshotStore snapshots, int step, bool afterwards) : IHistoryTrimming, ISnapshotStore
{
    private int _steps;

    public Task<long?> FindFirstSinceAsync(DocumentName document, DateTimeOffset moment, CancellationToken ct) =>
        trimming.FindFirstSinceAsync(document, moment, ct);

    public Task<long> TrimLogAsync(DocumentName document, long throughSeq, IReadOnlyCollection<long> guards, CancellationToken ct) =>
        WriteAsync(() => trimming.TrimLogAsync(document, throughSeq, guards, ct));

    public Task<int> RemoveSnapshotsAsync(DocumentName document, IReadOnlyCollection<long> snapshotIds, CancellationToken ct) =>
        WriteAsync(() => trimming.RemoveSnapshotsAsync(document, snapshotIds, ct));

    public Task<SnapshotInfo> SaveAsync(NewSnapshot snapshot, CancellationToken ct) => WriteAsync(() => snapshots.SaveAsync(snapshot, ct));

    public Task<StoredSnapshot?> FindLatestAsync(DocumentName document, long atMostSeq, CancellationToken ct) =>
        snapshots.FindLatestAsync(document, atMostSeq, ct);

    public Task<StoredSnapshot?> FindAsync(DocumentName document, long snapshotId, CancellationToken ct) => snapshots.FindAsync(document, snapshotId, ct);

    public Task<IReadOnlyList<SnapshotInfo>> ListAsync(
        DocumentName document, IReadOnlyCollection<SnapshotKind> kinds, long beforeId, int limit, CancellationToken ct) =>
        snapshots.ListAsync(document, kinds, beforeId, limit, ct);

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        var isLast = ++_steps == step;
        if (isLast && !afterwards)
        {
            throw new IOException("Died before.");
        }

        var result = await write();
        return isLast ? throw new IOException("Died after.") : result;
    }
}
