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
}
