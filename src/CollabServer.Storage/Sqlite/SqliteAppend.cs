using System.Runtime.InteropServices;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Log;
using CollabServer.Storage.Checksums;
using CollabServer.Storage.Log;
using CollabServer.Storage.Model;

namespace CollabServer.Storage.Sqlite;

/// <summary>One append transaction on the writer's connection.</summary>
internal sealed class SqliteAppend(SqliteWriterConnection connection, IReadOnlyList<AppendBatch> batches)
{
    /// <summary>Whether COMMIT has been started.</summary>
    public bool Committing { get; private set; }

    public IReadOnlyList<AppendedBatch> Run()
    {
        // Takes the write lock now: a transaction that starts by reading can fail for good when it comes to write.
        connection.Execute("BEGIN IMMEDIATE");
        Failpoint.Hit("sqlite.append.after-begin");
        var appended = batches.Select(Append).ToArray();
        Committing = true;
        Failpoint.Hit("sqlite.append.before-commit");
        connection.Execute("COMMIT");
        Failpoint.Hit("sqlite.append.after-commit");
        return appended;
    }

    private AppendedBatch Append(AppendBatch batch)
    {
        if (FindHead(batch) is not { } head)
        {
            head = CreateDocument(batch);
            Failpoint.Hit("sqlite.append.after-create");
        }
        else if (head.LastSeq > AppendRules.SearchBehind(batch, head.LastSeq) && FindRepeated(batch, head) is { } repeated)
        {
            return repeated;
        }

        var seq = head.LastSeq;
        long bytes = 0;
        var newest = long.MinValue;
        foreach (var update in batch.Updates)
        {
            var createdAt = StoredTime.ToUnixMicroseconds(update.AcceptedAt);
            seq++;
            connection.Execute(
                """
                INSERT INTO document_updates (document_key, seq, update_bytes, batch_id, author, client_id, created_at, origin, checksum)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                head.DocumentKey,
                seq,
                ArrayOf(update.Update),
                batch.BatchId.ToByteArray(bigEndian: true),
                update.Author,
                (long)update.ClientId,
                createdAt,
                (short)update.Origin,
                (int)RowChecksum.OfUpdate(head.DocumentKey, seq, update.Update.Span));
            Failpoint.Hit("sqlite.append.after-row");
            bytes += update.Update.Length;
            newest = Math.Max(newest, createdAt);
        }

        connection.Execute(
            "UPDATE documents SET last_seq = $2, updated_at = max(updated_at, $3), log_bytes = log_bytes + $4 WHERE document_key = $1",
            head.DocumentKey,
            seq,
            newest,
            bytes);
        return new AppendedBatch(batch.BatchId, head.Generation, head.LastSeq + 1, seq);
    }

    private Head? FindHead(AppendBatch batch)
    {
        using var reader = connection
            .Prepare("SELECT document_key, generation, last_seq FROM documents WHERE id = $1", batch.Document.Value)
            .ExecuteReader();
        return reader.Read() ? new Head(reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(2)) : null;
    }

    private Head CreateDocument(AppendBatch batch)
    {
        using var reader = connection
            .Prepare(
                """
                INSERT INTO documents (id, generation, created_at, updated_at, last_seq, snapshot_seq, log_bytes)
                VALUES ($1, $2, $3, $3, 0, 0, 0) RETURNING document_key
                """,
                batch.Document.Value,
                batch.Generation,
                StoredTime.ToUnixMicroseconds(batch.Updates[0].AcceptedAt))
            .ExecuteReader();
        reader.Read();
        return new Head(reader.GetInt64(0), batch.Generation, LastSeq: 0);
    }

    private AppendedBatch? FindRepeated(AppendBatch batch, Head head)
    {
        using var reader = connection
            .Prepare(
                "SELECT min(seq), max(seq) FROM document_updates WHERE document_key = $1 AND seq > $2 AND batch_id = $3",
                head.DocumentKey,
                AppendRules.SearchBehind(batch, head.LastSeq),
                batch.BatchId.ToByteArray(bigEndian: true))
            .ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0)
            ? new AppendedBatch(batch.BatchId, head.Generation, reader.GetInt64(0), reader.GetInt64(1))
            : null;
    }

    // Microsoft.Data.Sqlite binds arrays only.
    private static byte[] ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array!.Length == bytes.Length ? segment.Array : bytes.ToArray();

    private readonly record struct Head(long DocumentKey, Guid Generation, long LastSeq);
}
