using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Catalog;

/// <summary>Which documents exist, in either database. Thread-safe.</summary>
internal sealed class DocumentCatalog(ICollabDatabase database) : IDocumentCatalog, IQuarantineRegister
{
    private const int MaxReasonLength = 1000;

    /// <summary>Names in one statement.</summary>
    private const int NamesAtOnce = 1_000;

    public async Task<DocumentRecord?> FindAsync(DocumentName name, CancellationToken ct)
    {
        var id = name.Value;
        var row = await database.ReadAsync(context => context.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct), ct);
        return row is null ? null : ToRecord(row);
    }

    public async Task<IReadOnlyList<DocumentRecord>> FindAllAsync(IReadOnlyCollection<DocumentName> names, CancellationToken ct)
    {
        var records = new List<DocumentRecord>(names.Count);
        foreach (var chunk in names.Select(name => name.Value).Chunk(NamesAtOnce))
        {
            var rows = await database.ReadAsync(
                context => context.Documents.AsNoTracking().Where(row => EF.Parameter(chunk).Contains(row.Id)).ToListAsync(ct), ct);
            records.AddRange(rows.Select(ToRecord));
        }

        return records;
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

    public async Task<bool> QuarantineAsync(DocumentName document, DocumentQuarantine quarantine, CancellationToken ct)
    {
        var id = document.Value;
        var since = StoredTime.Truncate(quarantine.Since);
        var reason = StoredText.IsStorable(quarantine.Reason) ? quarantine.Reason : "The reason cannot be stored as text.";
        reason = reason.Length <= MaxReasonLength ? reason : string.Concat(reason.AsSpan(0, MaxReasonLength - 1), "…");
        return await database.WriteAsync(
            context => context.Documents.Where(row => row.Id == id && row.QuarantinedAt == null).ExecuteUpdateAsync(
                row => row.SetProperty(head => head.QuarantinedAt, since).SetProperty(head => head.QuarantineReason, reason), ct),
            ct) > 0;
    }

    public Task<long> CountAsync(CancellationToken ct) =>
        database.ReadAsync(context => context.Documents.LongCountAsync(row => row.QuarantinedAt != null, ct), ct);

    public async Task<bool> ReleaseAsync(DocumentName document, CancellationToken ct)
    {
        var id = document.Value;
        return await database.WriteAsync(
            context => context.Documents.Where(row => row.Id == id && row.QuarantinedAt != null).ExecuteUpdateAsync(
                row => row.SetProperty(head => head.QuarantinedAt, (DateTimeOffset?)null).SetProperty(head => head.QuarantineReason, (string?)null), ct),
            ct) > 0;
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

    internal static DocumentRecord ToRecord(Document row) =>
        new(DocumentName.Parse(row.Id), row.Generation, row.CreatedAt, row.UpdatedAt, row.LastSeq, row.SnapshotSeq, row.LogBytes)
        {
            TrimmedThrough = row.TrimmedThrough,
            Quarantine = row.QuarantinedAt is { } since ? new DocumentQuarantine(since, row.QuarantineReason ?? "") : null,
        };
}
