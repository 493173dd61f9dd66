using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Catalog;

/// <summary>Which documents exist, in either database. Thread-safe.</summary>
internal sealed class DocumentCatalog(ICollabDatabase database) : IDocumentCatalog
{
    public async Task<DocumentRecord?> FindAsync(DocumentName name, CancellationToken ct)
    {
        var id = name.Value;
        var row = await database.ReadAsync(context => context.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct), ct);
        return row is null ? null : ToRecord(row);
    }

    public async Task<IReadOnlyList<DocumentRecord>> ListAsync(string prefix, string? after, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (!StoredText.IsStorable(prefix) || !StoredText.IsStorable(after))
        {
            return [];
        }

        var rows = await database.ReadAsync(context => Select(context.Documents.AsNoTracking(), prefix, after).Take(limit).ToListAsync(ct), ct);
        return [.. rows.Select(ToRecord)];
    }

    // Both databases compare the column by bytes.
    private static IQueryable<Document> Select(IQueryable<Document> rows, string prefix, string? after)
    {
        if (prefix.Length > 0)
        {
            rows = rows.Where(row => string.Compare(row.Id, prefix) >= 0);
            if (NamePrefix.EndOf(prefix) is { } end)
            {
                rows = rows.Where(row => string.Compare(row.Id, end) < 0);
            }
        }

        if (after is not null)
        {
            rows = rows.Where(row => string.Compare(row.Id, after) > 0);
        }

        return rows.OrderBy(row => row.Id);
    }

    private static DocumentRecord ToRecord(Document row) =>
        new(DocumentName.Parse(row.Id), row.Generation, row.CreatedAt, row.UpdatedAt, row.LastSeq, row.SnapshotSeq, row.LogBytes);
}
