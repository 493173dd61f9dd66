using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Checksums;
using CollabServer.Storage.Model;
using CollabServer.Storage.Snapshots;

namespace CollabServer.Storage.Sqlite;

/// <summary>
/// Snapshots on the writer's connection, in SQL: every append waits for what happens here, and the first write through EF Core takes a tenth of
/// a second, most of it the compiler's (docs/performance.md). Thread-safe.
/// </summary>
internal sealed class SqliteSnapshotWriter(SqliteDatabase database) : ISnapshotWriter
{
    public Task<SnapshotInfo> WriteAsync(NewSnapshot snapshot, byte[] compressed, CancellationToken ct) =>
        database.Writer.RunAsync(connection => Write(connection, snapshot, compressed), ct);

    private static SnapshotInfo Write(SqliteWriterConnection connection, NewSnapshot snapshot, byte[] compressed)
    {
        // Takes the write lock now, so that no other process writes the same checkpoint between the look and the insert.
        connection.Execute("BEGIN IMMEDIATE");
        var documentKey = FindDocument(connection, snapshot);
        var info = snapshot.Kind == SnapshotKind.Checkpoint ? FindCheckpoint(connection, snapshot, documentKey) : null;
        if (info is null)
        {
            Failpoint.Hit("sqlite.snapshot.before-insert");
            info = Insert(connection, snapshot, documentKey, compressed);
            Failpoint.Hit("sqlite.snapshot.after-insert");
            connection.Execute("UPDATE documents SET snapshot_seq = $2 WHERE document_key = $1 AND snapshot_seq < $2", documentKey, snapshot.Seq);
        }

        Failpoint.Hit("sqlite.snapshot.before-commit");
        connection.Execute("COMMIT");
        Failpoint.Hit("sqlite.snapshot.after-commit");
        return info;
    }

    private static long FindDocument(SqliteWriterConnection connection, NewSnapshot snapshot)
    {
        using var reader = connection.Prepare("SELECT document_key, last_seq FROM documents WHERE id = $1", snapshot.Document.Value).ExecuteReader();
        var exists = reader.Read();
        SnapshotRules.RequireReached(snapshot, exists ? reader.GetInt64(1) : null);
        return reader.GetInt64(0);
    }

    private static SnapshotInfo? FindCheckpoint(SqliteWriterConnection connection, NewSnapshot snapshot, long documentKey)
    {
        using var reader = connection
            .Prepare(
                "SELECT id, label, created_by, created_at, state_bytes FROM document_snapshots WHERE document_key = $1 AND seq = $2 AND kind = 0",
                documentKey,
                snapshot.Seq)
            .ExecuteReader();
        return reader.Read()
            ? new SnapshotInfo(
                reader.GetInt64(0),
                snapshot.Document,
                snapshot.Seq,
                SnapshotKind.Checkpoint,
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                StoredTime.FromUnixMicroseconds(reader.GetInt64(3)),
                reader.GetInt64(4))
            : null;
    }

    private static SnapshotInfo Insert(SqliteWriterConnection connection, NewSnapshot snapshot, long documentKey, byte[] compressed)
    {
        var createdAt = StoredTime.Truncate(snapshot.CreatedAt);
        var insert = connection.Prepare(
            """
            INSERT INTO document_snapshots (document_key, seq, state_bytes, checksum, kind, label, created_by, created_at, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
            """,
            documentKey,
            snapshot.Seq,
            (long)snapshot.State.Length,
            (int)RowChecksum.OfSnapshot(documentKey, snapshot.Seq, snapshot.State.Length, compressed),
            (short)snapshot.Kind,
            snapshot.Label,
            snapshot.CreatedBy,
            StoredTime.ToUnixMicroseconds(createdAt),
            compressed);
        try
        {
            var id = (long)insert.ExecuteScalar()!;
            return new SnapshotInfo(
                id, snapshot.Document, snapshot.Seq, snapshot.Kind, snapshot.Label, snapshot.CreatedBy, createdAt, snapshot.State.Length);
        }
        finally
        {
            // The statement is kept; a state may be large and is not.
            insert.Parameters[^1].Value = DBNull.Value;
        }
    }
}
