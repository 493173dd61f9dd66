using CollabServer.Documents;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Snapshots;

/// <summary>Snapshots in either database. Thread-safe.</summary>
internal sealed class SnapshotStore(ICollabDatabase database, ISnapshotWriter writer) : ISnapshotStore
{
    public async Task<SnapshotInfo> SaveAsync(NewSnapshot snapshot, CancellationToken ct)
    {
        if (!StoredText.IsStorable(snapshot.Label) || !StoredText.IsStorable(snapshot.CreatedBy))
        {
            throw new ArgumentException("A label or name holds U+0000 or an unpaired surrogate.", nameof(snapshot));
        }

        ct.ThrowIfCancellationRequested();
        return await writer.WriteAsync(snapshot, SnapshotCompression.Compress(snapshot.State.Span), ct);
    }

    public Task<StoredSnapshot?> FindLatestAsync(DocumentName document, long atMostSeq, CancellationToken ct) =>
        ReadAsync(
            document,
            snapshots => snapshots.Where(row => row.Seq <= atMostSeq).OrderByDescending(row => row.Seq).ThenByDescending(row => row.Id),
            ct);

    public Task<StoredSnapshot?> FindAsync(DocumentName document, long snapshotId, CancellationToken ct) =>
        ReadAsync(document, snapshots => snapshots.Where(row => row.Id == snapshotId), ct);

    public async Task<IReadOnlyList<SnapshotInfo>> ListAsync(
        DocumentName document, IReadOnlyCollection<SnapshotKind> kinds, long beforeId, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            async context => await SnapshotQueries.Of(context, document)
                .Where(row => row.Id < beforeId && kinds.Contains(row.Kind))
                .OrderByDescending(row => row.Id)
                .Take(limit)
                .Select(SnapshotQueries.InfoOf(document))
                .ToListAsync(ct),
            ct);
    }

    private Task<StoredSnapshot?> ReadAsync(
        DocumentName document, Func<IQueryable<DocumentSnapshot>, IQueryable<DocumentSnapshot>> choose, CancellationToken ct) =>
        database.ReadAsync(
            async context =>
            {
                var row = await choose(SnapshotQueries.Of(context, document)).FirstOrDefaultAsync(ct);
                return row is null ? null : new StoredSnapshot(SnapshotQueries.Info(document, row), SnapshotRow.Open(row));
            },
            ct);
}
