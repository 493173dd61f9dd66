using System.Linq.Expressions;
using CollabServer.Documents;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Checksums;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Snapshots;

/// <summary>Snapshots in either database. Thread-safe.</summary>
internal sealed class SnapshotStore(ICollabDatabase database) : ISnapshotStore
{
    public async Task<SnapshotInfo> SaveAsync(NewSnapshot snapshot, CancellationToken ct)
    {
        if (!StoredText.IsStorable(snapshot.Label) || !StoredText.IsStorable(snapshot.CreatedBy))
        {
            throw new ArgumentException("A label or name holds U+0000 or an unpaired surrogate.", nameof(snapshot));
        }

        ct.ThrowIfCancellationRequested();
        var compressed = SnapshotCompression.Compress(snapshot.State.Span);
        try
        {
            return await database.WriteAsync(context => SaveAsync(context, snapshot, compressed, ct), ct);
        }
        catch (Exception exception) when (snapshot.Kind == SnapshotKind.Checkpoint && database.IsDuplicateKey(exception))
        {
            // Somebody else wrote this checkpoint between our look and our insert. The second look finds it.
            return await database.WriteAsync(context => SaveAsync(context, snapshot, compressed, ct), ct);
        }
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
            async context => await SnapshotsOf(context, document)
                .Where(row => row.Id < beforeId && kinds.Contains(row.Kind))
                .OrderByDescending(row => row.Id)
                .Take(limit)
                .Select(InfoOf(document))
                .ToListAsync(ct),
            ct);
    }

    private static async Task<SnapshotInfo> SaveAsync(CollabDbContext context, NewSnapshot snapshot, byte[] compressed, CancellationToken ct)
    {
        var name = snapshot.Document.Value;
        var head = await context.Documents.Where(row => row.Id == name).Select(row => new { row.DocumentKey, row.LastSeq }).SingleOrDefaultAsync(ct);
        if (head is null || snapshot.Seq < 0 || snapshot.Seq > head.LastSeq)
        {
            throw new InvalidOperationException($"The log of document \"{name}\" ends at {head?.LastSeq ?? 0} and does not reach {snapshot.Seq}.");
        }

        if (snapshot.Kind == SnapshotKind.Checkpoint)
        {
            var existing = await SnapshotsOf(context, snapshot.Document)
                .Where(row => row.Seq == snapshot.Seq && row.Kind == SnapshotKind.Checkpoint)
                .Select(InfoOf(snapshot.Document))
                .SingleOrDefaultAsync(ct);
            if (existing is not null)
            {
                return existing;
            }
        }

        var row = new DocumentSnapshot
        {
            DocumentKey = head.DocumentKey,
            Seq = snapshot.Seq,
            State = compressed,
            StateBytes = snapshot.State.Length,
            Checksum = RowChecksum.OfSnapshot(head.DocumentKey, snapshot.Seq, snapshot.State.Length, compressed),
            Kind = snapshot.Kind,
            Label = snapshot.Label,
            CreatedBy = snapshot.CreatedBy,
            CreatedAt = StoredTime.Truncate(snapshot.CreatedAt),
        };
        context.Snapshots.Add(row);
        Failpoint.Hit("snapshot.before-insert");
        await context.SaveChangesAsync(ct);
        Failpoint.Hit("snapshot.after-insert");

        // Last, because it locks the document's row, which appends wait for.
        await context.Documents
            .Where(document => document.DocumentKey == head.DocumentKey && document.SnapshotSeq < snapshot.Seq)
            .ExecuteUpdateAsync(document => document.SetProperty(head => head.SnapshotSeq, snapshot.Seq), ct);
        Failpoint.Hit("snapshot.after-head");
        return Info(snapshot.Document, row);
    }

    private Task<StoredSnapshot?> ReadAsync(
        DocumentName document, Func<IQueryable<DocumentSnapshot>, IQueryable<DocumentSnapshot>> choose, CancellationToken ct) =>
        database.ReadAsync(
            async context =>
            {
                var row = await choose(SnapshotsOf(context, document)).FirstOrDefaultAsync(ct);
                return row is null ? null : new StoredSnapshot(Info(document, row), SnapshotRow.Open(row));
            },
            ct);

    private static IQueryable<DocumentSnapshot> SnapshotsOf(CollabDbContext context, DocumentName document)
    {
        var name = document.Value;
        return context.Snapshots.AsNoTracking()
            .Where(row => row.DocumentKey == context.Documents.Where(head => head.Id == name).Select(head => head.DocumentKey).Single());
    }

    private static SnapshotInfo Info(DocumentName document, DocumentSnapshot row) =>
        new(row.Id, document, row.Seq, row.Kind, row.Label, row.CreatedBy, row.CreatedAt, row.StateBytes);

    // The same for the database, which then leaves the state where it is.
    private static Expression<Func<DocumentSnapshot, SnapshotInfo>> InfoOf(DocumentName document) =>
        row => new SnapshotInfo(row.Id, document, row.Seq, row.Kind, row.Label, row.CreatedBy, row.CreatedAt, row.StateBytes);
}
