using System.Runtime.CompilerServices;
using CollabServer.Documents;
using CollabServer.Documents.Log;
using CollabServer.Storage.Log;
using CollabServer.Storage.Model;
using Microsoft.Data.Sqlite;

namespace CollabServer.Storage.Sqlite;

/// <summary>The log in SQLite. Thread-safe.</summary>
internal sealed class SqliteUpdateLog(SqliteDatabase database) : IUpdateLog
{
    public async Task<IReadOnlyList<AppendedBatch>> AppendAsync(IReadOnlyList<AppendBatch> batches, CancellationToken ct)
    {
        AppendRules.Check(batches);
        if (batches.Count == 0)
        {
            return [];
        }

        SqliteAppend? append = null;
        try
        {
            return await database.Writer.RunAsync(connection => (append = new SqliteAppend(connection, batches)).Run(), ct);
        }
        catch (Exception exception) when (SqliteFailure.Classify(exception, append is { Committing: true }) is { } outcome)
        {
            throw new LogWriteException(outcome, $"SQLite did not take {batches.Count} batches: {exception.Message}", exception);
        }
    }

    public async IAsyncEnumerable<LoggedUpdate> ReadAsync(
        DocumentName document, long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var connection = database.File.OpenReader();
        if (FindHead(connection, document) is not var (documentKey, lastSeq, trimmedThrough))
        {
            yield break;
        }

        // Rows up to the head read above are committed and stay as they are, so a second statement may fetch them.
        afterSeq = Math.Max(afterSeq, 0);
        throughSeq = Math.Min(throughSeq, lastSeq);
        if (throughSeq <= afterSeq)
        {
            yield break;
        }

        if (afterSeq < trimmedThrough)
        {
            throw new ThinnedHistoryException(document, trimmedThrough);
        }

        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT seq, update_bytes, author, client_id, created_at, origin, checksum
            FROM document_updates WHERE document_key = $key AND seq > $after AND seq <= $through ORDER BY seq
            """;
        command.Parameters.AddWithValue("$key", documentKey);
        command.Parameters.AddWithValue("$after", afterSeq);
        command.Parameters.AddWithValue("$through", throughSeq);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sequence = new UpdateSequence(document, documentKey, afterSeq, throughSeq);
        while (await reader.ReadAsync(ct))
        {
            var seq = reader.GetInt64(0);
            var update = reader.GetFieldValue<byte[]>(1);
            if (sequence.Lacks(seq))
            {
                RequireNotThinned(document, afterSeq);
            }

            sequence.Next(seq, update, (uint)reader.GetInt32(6));
            yield return new LoggedUpdate(
                seq,
                update,
                reader.IsDBNull(2) ? null : reader.GetString(2),
                (ulong)reader.GetInt64(3),
                StoredTime.FromUnixMicroseconds(reader.GetInt64(4)),
                (UpdateOrigin)reader.GetInt16(5));
        }

        if (sequence.IsShort)
        {
            RequireNotThinned(document, afterSeq);
        }

        sequence.End();
    }

    // Over another connection: this one is in the middle of its rows.
    private void RequireNotThinned(DocumentName document, long afterSeq)
    {
        using var connection = database.File.OpenReader();
        if (FindHead(connection, document) is { TrimmedThrough: var trimmedThrough } && afterSeq < trimmedThrough)
        {
            throw new ThinnedHistoryException(document, trimmedThrough);
        }
    }

    private static (long DocumentKey, long LastSeq, long TrimmedThrough)? FindHead(SqliteConnection connection, DocumentName document)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT document_key, last_seq, trimmed_through FROM documents WHERE id = $id";
        command.Parameters.AddWithValue("$id", document.Value);
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
    }
}
