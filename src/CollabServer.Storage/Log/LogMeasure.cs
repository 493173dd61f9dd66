using CollabServer.Documents;
using CollabServer.Documents.Integrity;
using CollabServer.Storage.Catalog;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Log;

/// <summary>Counts rows in either database. Thread-safe.</summary>
internal sealed class LogMeasure(ICollabDatabase database) : ILogMeasure
{
    public async Task<StoredFigures?> MeasureAsync(DocumentName document, CancellationToken ct)
    {
        var id = document.Value;

        // One statement, so that an append under way is in all of it or in none.
        var found = await database.ReadAsync(
            context => context.Documents.AsNoTracking().Where(head => head.Id == id).Select(head => new
            {
                Head = head,
                Entries = context.Updates.LongCount(row => row.DocumentKey == head.DocumentKey),
                First = context.Updates.Where(row => row.DocumentKey == head.DocumentKey).Min(row => (long?)row.Seq),
                Last = context.Updates.Where(row => row.DocumentKey == head.DocumentKey).Max(row => (long?)row.Seq),
                Bytes = context.Updates.Where(row => row.DocumentKey == head.DocumentKey).Sum(row => (long)row.UpdateBytes.Length),
                Newest = context.Snapshots.Where(row => row.DocumentKey == head.DocumentKey).Max(row => (long?)row.Seq),
            }).SingleOrDefaultAsync(ct),
            ct);
        return found is null
            ? null
            : new StoredFigures(
                DocumentCatalog.ToRecord(found.Head), found.Entries, found.First ?? 0, found.Last ?? 0, found.Bytes, found.Newest ?? 0);
    }

    public Task<bool> CorrectAsync(DocumentName document, CancellationToken ct) =>
        database.WriteAsync(
            async context =>
            {
                if (await HeadLock.TakeAsync(context, document, ct) is not { } head)
                {
                    return false;
                }

                var bytes = await context.Updates.Where(row => row.DocumentKey == head.DocumentKey).SumAsync(row => (long)row.UpdateBytes.Length, ct);
                var newest = await context.Snapshots.Where(row => row.DocumentKey == head.DocumentKey).MaxAsync(row => (long?)row.Seq, ct) ?? 0;
                if (bytes == head.LogBytes && newest == head.SnapshotSeq)
                {
                    return false;
                }

                await context.Documents.Where(row => row.DocumentKey == head.DocumentKey).ExecuteUpdateAsync(
                    row => row.SetProperty(one => one.LogBytes, bytes).SetProperty(one => one.SnapshotSeq, newest), ct);
                return true;
            },
            ct);
}
