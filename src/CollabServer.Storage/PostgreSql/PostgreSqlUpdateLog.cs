using System.Data;
using System.Runtime.CompilerServices;
using CollabServer.Documents;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Log;
using CollabServer.Storage.Log;
using Npgsql;
using NpgsqlTypes;

namespace CollabServer.Storage.PostgreSql;

/// <summary>
/// The log in PostgreSQL. Raw Npgsql because this is the path every edit takes: see the README for what EF Core would cost.
/// Thread-safe.
/// </summary>
internal sealed class PostgreSqlUpdateLog(PostgreSqlDatabase database) : IUpdateLog
{
    public async Task<IReadOnlyList<AppendedBatch>> AppendAsync(IReadOnlyList<AppendBatch> batches, CancellationToken ct)
    {
        AppendRules.Check(batches);
        if (batches.Count == 0)
        {
            return [];
        }

        var committing = false;
        try
        {
            await using var connection = await database.OpenAsync(ct);
            Failpoint.Hit("postgres.append.after-open");
            string? warning = null;
            connection.Notice += (_, notice) => warning = notice.Notice.InvariantSeverity == "WARNING" ? notice.Notice.MessageText : warning;
            var append = new PostgreSqlAppend(connection, batches);
            await append.LockDocumentsAsync(ct);
            Failpoint.Hit("postgres.append.after-lock");
            await append.FindRepeatedBatchesAsync(ct);

            // From here on only the database decides: a cancelled COMMIT would leave the caller guessing.
            committing = true;
            warning = null;
            Failpoint.Hit("postgres.append.before-commit");
            var appended = await append.WriteAndCommitAsync();
            Failpoint.Hit("postgres.append.after-commit");

            // A standby that was to confirm the commit was not waited for to the end, because our patience or an administrator's was. Tried again, the
            // transaction writes nothing but its lock, behind the rows, and is confirmed when they are.
            return warning is null
                ? appended
                : throw new LogWriteException(WriteOutcome.Unknown, $"PostgreSQL committed with a warning: {warning}", innerException: null);
        }
        catch (Exception exception) when (PostgreSqlFailure.Classify(exception, committing) is { } outcome)
        {
            Failpoint.Hit("postgres.append.failed");
            database.ForgetConnectionsAfter(exception);
            throw new LogWriteException(outcome, $"PostgreSQL did not take {batches.Count} batches: {exception.Message}", exception);
        }
    }

    public async IAsyncEnumerable<LoggedUpdate> ReadAsync(
        DocumentName document, long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await FindHeadAsync(connection, document, ct) is not var (documentKey, lastSeq, trimmedThrough))
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

        await using var command = new NpgsqlCommand(
            """
            SELECT seq, update_bytes, author, client_id, created_at, origin, checksum
            FROM document_updates WHERE document_key = $1 AND seq > $2 AND seq <= $3 ORDER BY seq
            """,
            connection)
        {
            Parameters = { new() { Value = documentKey }, new() { Value = afterSeq }, new() { Value = throughSeq } },
        };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, ct);
        var sequence = new UpdateSequence(document, documentKey, afterSeq, throughSeq);
        while (await reader.ReadAsync(ct))
        {
            var seq = reader.GetInt64(0);
            var update = reader.GetFieldValue<byte[]>(1);
            if (sequence.Lacks(seq))
            {
                await RequireNotThinnedAsync(document, afterSeq, ct);
            }

            sequence.Next(seq, update, (uint)reader.GetInt32(6));
            yield return new LoggedUpdate(
                seq,
                update,
                reader.IsDBNull(2) ? null : reader.GetString(2),
                (ulong)reader.GetInt64(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                (UpdateOrigin)reader.GetInt16(5));
        }

        if (sequence.IsShort)
        {
            await RequireNotThinnedAsync(document, afterSeq, ct);
        }

        sequence.End();
    }

    // Over another connection: this one is in the middle of its rows.
    private async Task RequireNotThinnedAsync(DocumentName document, long afterSeq, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await FindHeadAsync(connection, document, ct) is { TrimmedThrough: var trimmedThrough } && afterSeq < trimmedThrough)
        {
            throw new ThinnedHistoryException(document, trimmedThrough);
        }
    }

    private static async Task<(long DocumentKey, long LastSeq, long TrimmedThrough)?> FindHeadAsync(
        NpgsqlConnection connection, DocumentName document, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT document_key, last_seq, trimmed_through FROM documents WHERE id = $1", connection)
        {
            Parameters = { new() { Value = document.Value, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
    }
}
