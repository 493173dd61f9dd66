using CollabServer.Documents;
using CollabServer.Documents.Retention;
using CollabServer.Storage.Log;
using CollabServer.Storage.Model;
using CollabServer.Storage.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Retention;

/// <summary>Removes history in either database. Thread-safe.</summary>
internal sealed class HistoryTrimming(ICollabDatabase database) : IHistoryTrimming
{
    public async Task<long?> FindFirstSinceAsync(DocumentName document, DateTimeOffset moment, CancellationToken ct)
    {
        var id = document.Value;
        moment = StoredTime.Truncate(moment);
        return await database.ReadAsync(
            context => context.Updates
                .Where(row => row.DocumentKey == context.Documents.Where(head => head.Id == id).Select(head => head.DocumentKey).Single()
                    && row.CreatedAt >= moment)
                .MinAsync(row => (long?)row.Seq, ct),
            ct);
    }

    public Task<long> TrimLogAsync(DocumentName document, long throughSeq, IReadOnlyCollection<long> guards, CancellationToken ct) =>
        database.WriteAsync(
            async context =>
            {
                var head = await LockAsync(context, document, ct);
                if (throughSeq <= head.TrimmedThrough)
                {
                    return 0;
                }

                await RequireGuardsAsync(context, document, head, throughSeq, guards, ct);
                var expected = throughSeq - head.TrimmedThrough;
                var range = context.Updates.Where(
                    row => row.DocumentKey == head.DocumentKey && row.Seq > head.TrimmedThrough && row.Seq <= throughSeq);
                var bytes = await range.SumAsync(row => (long)row.UpdateBytes.Length, ct);
                var removed = await range.ExecuteDeleteAsync(ct);
                if (throughSeq > head.LastSeq || removed != expected)
                {
                    throw new TrimRefusedException(document, $"{removed} entries are there of {expected} up to entry {throughSeq}; none was removed.");
                }

                await context.Documents.Where(row => row.DocumentKey == head.DocumentKey).ExecuteUpdateAsync(
                    row => row.SetProperty(one => one.TrimmedThrough, throughSeq).SetProperty(one => one.LogBytes, one => one.LogBytes - bytes), ct);
                return expected;
            },
            ct);

    public Task<int> RemoveSnapshotsAsync(DocumentName document, IReadOnlyCollection<long> snapshotIds, CancellationToken ct) =>
        database.WriteAsync(
            async context =>
            {
                var head = await LockAsync(context, document, ct);
                var snapshots = context.Snapshots.Where(row => row.DocumentKey == head.DocumentKey);
                var removed = await snapshots.Where(row => snapshotIds.Contains(row.Id)).ExecuteDeleteAsync(ct);
                var newest = await snapshots.MaxAsync(row => (long?)row.Seq, ct) ?? 0;
                if (newest < head.TrimmedThrough)
                {
                    throw new TrimRefusedException(
                        document, $"the log begins behind entry {head.TrimmedThrough} and no snapshot would be left to start from; none was removed.");
                }

                await context.Documents.Where(row => row.DocumentKey == head.DocumentKey)
                    .ExecuteUpdateAsync(row => row.SetProperty(one => one.SnapshotSeq, newest), ct);
                return removed;
            },
            ct);

    private static async Task<Document> LockAsync(CollabDbContext context, DocumentName document, CancellationToken ct)
    {
        var head = await HeadLock.TakeAsync(context, document, ct) ?? throw new TrimRefusedException(document, "it does not exist.");
        return head.QuarantinedAt is null ? head : throw new TrimRefusedException(document, "it is quarantined.");
    }

    private static async Task RequireGuardsAsync(
        CollabDbContext context, DocumentName document, Document head, long throughSeq, IReadOnlyCollection<long> guards, CancellationToken ct)
    {
        if (guards.Count == 0)
        {
            throw new TrimRefusedException(document, "no snapshot is named that would stand in for the entries.");
        }

        foreach (var id in guards)
        {
            var guard = await context.Snapshots.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == id && row.DocumentKey == head.DocumentKey && row.Seq >= throughSeq, ct);
            if (guard is null || !SnapshotRow.IsIntact(guard))
            {
                throw new TrimRefusedException(
                    document, $"snapshot {id} is missing, damaged, or older than entry {throughSeq}: it does not stand in for the entries before.");
            }
        }
    }
}
