using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Checksums;
using CollabServer.Storage.Model;
using CollabServer.Storage.Snapshots;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CollabServer.Storage.PostgreSql;

/// <summary>Snapshots through EF Core, on a connection of their own. Thread-safe.</summary>
internal sealed class PostgreSqlSnapshotWriter(PostgreSqlDatabase database) : ISnapshotWriter
{
    public async Task<SnapshotInfo> WriteAsync(NewSnapshot snapshot, byte[] compressed, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(context => WriteAsync(context, snapshot, compressed, ct), ct);
        }
        catch (DbUpdateException exception) when (snapshot.Kind == SnapshotKind.Checkpoint && IsDuplicate(exception))
        {
            // Somebody else wrote this checkpoint between our look and our insert. The second look finds it.
            return await database.WriteAsync(context => WriteAsync(context, snapshot, compressed, ct), ct);
        }
    }

    private static async Task<SnapshotInfo> WriteAsync(CollabDbContext context, NewSnapshot snapshot, byte[] compressed, CancellationToken ct)
    {
        var name = snapshot.Document.Value;
        var head = await context.Documents.Where(row => row.Id == name).Select(row => new { row.DocumentKey, row.LastSeq }).SingleOrDefaultAsync(ct);
        SnapshotRules.RequireReached(snapshot, head?.LastSeq);
        if (snapshot.Kind == SnapshotKind.Checkpoint)
        {
            var existing = await SnapshotQueries.Of(context, snapshot.Document)
                .Where(row => row.Seq == snapshot.Seq && row.Kind == SnapshotKind.Checkpoint)
                .Select(SnapshotQueries.InfoOf(snapshot.Document))
                .SingleOrDefaultAsync(ct);
            if (existing is not null)
            {
                return existing;
            }
        }

        var documentKey = head!.DocumentKey;
        var row = new DocumentSnapshot
        {
            DocumentKey = documentKey,
            Seq = snapshot.Seq,
            State = compressed,
            StateBytes = snapshot.State.Length,
            Checksum = RowChecksum.OfSnapshot(documentKey, snapshot.Seq, snapshot.State.Length, compressed),
            Kind = snapshot.Kind,
            Label = snapshot.Label,
            CreatedBy = snapshot.CreatedBy,
            CreatedAt = StoredTime.Truncate(snapshot.CreatedAt),
        };
        context.Snapshots.Add(row);
        Failpoint.Hit("postgres.snapshot.before-insert");
        await context.SaveChangesAsync(ct);
        Failpoint.Hit("postgres.snapshot.after-insert");

        // Last, because it locks the document's row, which appends wait for.
        await context.Documents
            .Where(document => document.DocumentKey == documentKey && document.SnapshotSeq < snapshot.Seq)
            .ExecuteUpdateAsync(document => document.SetProperty(head => head.SnapshotSeq, snapshot.Seq), ct);
        Failpoint.Hit("postgres.snapshot.after-head");
        return SnapshotQueries.Info(snapshot.Document, row);
    }

    private static bool IsDuplicate(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
}
