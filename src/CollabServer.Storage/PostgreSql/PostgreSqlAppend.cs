using CollabServer.Documents.Log;
using CollabServer.Storage.Checksums;
using CollabServer.Storage.Log;
using CollabServer.Storage.Model;
using Npgsql;
using NpgsqlTypes;

namespace CollabServer.Storage.PostgreSql;

/// <summary>
/// One append transaction: two round trips, whatever the number of documents.
/// <list type="number">
/// <item>BEGIN, create the documents that are missing (skipped when all are known to exist), lock all of them.</item>
/// <item>(Only when a log has grown since the batch was first tried: look whether that was this batch.)</item>
/// <item>Insert the rows, advance the documents, COMMIT.</item>
/// </list>
/// Two appends never wait for each other in a circle: rows are inserted, and after that locked, in the order of names; and who
/// waits for a lock waits only for transactions that have all their inserts done.
/// </summary>
internal sealed class PostgreSqlAppend(NpgsqlConnection connection, IReadOnlyList<AppendBatch> batches)
{
    // Explicit, because a role or database may have another default. Statements must see what was committed while they waited.
    private const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    // NOT EXISTS spares the sequence of document_key a number for every append; ON CONFLICT is for the race.
    private const string CreateMissing =
        """
        INSERT INTO documents (id, generation, created_at, updated_at, last_seq, snapshot_seq, log_bytes)
        SELECT n.id, n.generation, n.created_at, n.created_at, 0, 0, 0
        FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS n (id, generation, created_at)
        WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = n.id COLLATE "C")
        ORDER BY n.id COLLATE "C"
        ON CONFLICT (id) DO NOTHING
        """;

    // NO KEY: snapshots may be inserted meanwhile, whose foreign key takes a share of the key.
    private const string LockAll =
        "SELECT id, document_key, generation, last_seq FROM documents WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE";

    private const string FindBatch =
        "SELECT min(seq), max(seq) FROM document_updates WHERE document_key = $1 AND seq > $2 AND seq <= $3 AND batch_id = $4";

    private const string InsertRows =
        """
        INSERT INTO document_updates (document_key, seq, update_bytes, batch_id, author, client_id, created_at, origin, checksum)
        SELECT * FROM unnest(
            $1::bigint[], $2::bigint[], $3::bytea[], $4::uuid[], $5::text[], $6::bigint[], $7::timestamptz[], $8::smallint[], $9::integer[])
        """;

    private const string AdvanceDocuments =
        """
        UPDATE documents d
        SET last_seq = n.last_seq, updated_at = greatest(d.updated_at, n.updated_at), log_bytes = d.log_bytes + n.bytes
        FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::bigint[]) AS n (document_key, last_seq, updated_at, bytes)
        WHERE d.document_key = n.document_key
        """;

    private readonly Head[] _heads = new Head[batches.Count];
    private readonly AppendedBatch?[] _repeated = new AppendedBatch?[batches.Count];

    public async Task LockDocumentsAsync(CancellationToken ct)
    {
        var mayBeNew = batches.Any(batch => batch.KnownSeq <= 0);
        if (await TryLockAsync(create: mayBeNew, ct))
        {
            return;
        }

        // A document somebody knew is gone: the database was restored from an older backup, or it was deleted. Begin again from the
        // start, because creating while holding locks would break the order.
        await using (var rollback = new NpgsqlCommand("ROLLBACK", connection))
        {
            await rollback.ExecuteNonQueryAsync(ct);
        }

        if (mayBeNew || !await TryLockAsync(create: true, ct))
        {
            throw new LogWriteException(WriteOutcome.RolledBack, "A document was deleted while it was appended to.", innerException: null);
        }
    }

    private async Task<bool> TryLockAsync(bool create, CancellationToken ct)
    {
        var names = batches.Select(batch => batch.Document.Value).ToArray();
        await using var round = new NpgsqlBatch(connection) { BatchCommands = { new(Begin) } };
        if (create)
        {
            round.BatchCommands.Add(new NpgsqlBatchCommand(CreateMissing)
            {
                Parameters =
                {
                    ArrayOf(NpgsqlDbType.Text, names),
                    ArrayOf(NpgsqlDbType.Uuid, batches.Select(batch => batch.Generation).ToArray()),
                    ArrayOf(NpgsqlDbType.TimestampTz, batches.Select(batch => StoredTime.ToUtcDateTime(batch.Updates[0].AcceptedAt)).ToArray()),
                },
            });
        }

        round.BatchCommands.Add(new NpgsqlBatchCommand(LockAll) { Parameters = { ArrayOf(NpgsqlDbType.Text, names) } });
        var heads = new Dictionary<string, Head>(batches.Count);
        await using var reader = await round.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            heads.Add(reader.GetString(0), new Head(reader.GetInt64(1), reader.GetGuid(2), reader.GetInt64(3)));
        }

        for (var i = 0; i < batches.Count; i++)
        {
            if (!heads.TryGetValue(names[i], out _heads[i]))
            {
                return false;
            }
        }

        return true;
    }

    public async Task FindRepeatedBatchesAsync(CancellationToken ct)
    {
        // A log that has not grown since cannot hold the batch, and that is nearly always so.
        var grown = Enumerable.Range(0, batches.Count).Where(i => _heads[i].LastSeq > AppendRules.SearchBehind(batches[i], _heads[i].LastSeq)).ToArray();
        if (grown.Length == 0)
        {
            return;
        }

        await using var round = new NpgsqlBatch(connection);
        foreach (var i in grown)
        {
            round.BatchCommands.Add(new NpgsqlBatchCommand(FindBatch)
            {
                Parameters =
                {
                    new() { Value = _heads[i].DocumentKey },
                    new() { Value = AppendRules.SearchBehind(batches[i], _heads[i].LastSeq) },
                    new() { Value = _heads[i].LastSeq },
                    new() { Value = batches[i].BatchId },
                },
            });
        }

        await using var reader = await round.ExecuteReaderAsync(ct);
        foreach (var i in grown)
        {
            if (await reader.ReadAsync(ct) && !await reader.IsDBNullAsync(0, ct))
            {
                _repeated[i] = new AppendedBatch(batches[i].BatchId, _heads[i].Generation, reader.GetInt64(0), reader.GetInt64(1));
            }

            await reader.NextResultAsync(ct);
        }
    }

    public async Task<IReadOnlyList<AppendedBatch>> WriteAndCommitAsync()
    {
        var rows = new Rows(_repeated.Select((repeated, i) => repeated is null ? batches[i].Updates.Count : 0).Sum());
        var advances = new Advances();
        var appended = new AppendedBatch[batches.Count];
        for (var i = 0; i < batches.Count; i++)
        {
            appended[i] = _repeated[i] ?? Number(batches[i], _heads[i], rows, advances);
        }

        await using var round = new NpgsqlBatch(connection);
        if (advances.Keys.Count > 0)
        {
            round.BatchCommands.Add(rows.ToCommand());
            round.BatchCommands.Add(advances.ToCommand());
        }

        round.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await round.ExecuteNonQueryAsync(CancellationToken.None);
        return appended;
    }

    private static AppendedBatch Number(AppendBatch batch, Head head, Rows rows, Advances advances)
    {
        var seq = head.LastSeq;
        long bytes = 0;
        var newest = DateTime.MinValue;
        foreach (var update in batch.Updates)
        {
            var createdAt = StoredTime.ToUtcDateTime(update.AcceptedAt);
            rows.Add(head.DocumentKey, ++seq, batch.BatchId, update, createdAt);
            bytes += update.Update.Length;
            newest = createdAt > newest ? createdAt : newest;
        }

        advances.Add(head.DocumentKey, seq, newest, bytes);
        return new AppendedBatch(batch.BatchId, head.Generation, head.LastSeq + 1, seq);
    }

    private static NpgsqlParameter ArrayOf<T>(NpgsqlDbType element, T[] values) =>
        new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };

    private readonly record struct Head(long DocumentKey, Guid Generation, long LastSeq);

    /// <summary>The columns of the rows to insert.</summary>
    private sealed class Rows(int count)
    {
        private readonly long[] _keys = new long[count];
        private readonly long[] _seqs = new long[count];
        private readonly ReadOnlyMemory<byte>[] _updates = new ReadOnlyMemory<byte>[count];
        private readonly Guid[] _batchIds = new Guid[count];
        private readonly string?[] _authors = new string?[count];
        private readonly long[] _clientIds = new long[count];
        private readonly DateTime[] _createdAt = new DateTime[count];
        private readonly short[] _origins = new short[count];
        private readonly int[] _checksums = new int[count];
        private int _next;

        public void Add(long documentKey, long seq, Guid batchId, NewUpdate update, DateTime createdAt)
        {
            var i = _next++;
            _keys[i] = documentKey;
            _seqs[i] = seq;
            _updates[i] = update.Update;
            _batchIds[i] = batchId;
            _authors[i] = update.Author;
            _clientIds[i] = (long)update.ClientId;
            _createdAt[i] = createdAt;
            _origins[i] = (short)update.Origin;
            _checksums[i] = (int)RowChecksum.OfUpdate(documentKey, seq, update.Update.Span);
        }

        public NpgsqlBatchCommand ToCommand() => new(InsertRows)
        {
            Parameters =
            {
                ArrayOf(NpgsqlDbType.Bigint, _keys),
                ArrayOf(NpgsqlDbType.Bigint, _seqs),
                ArrayOf(NpgsqlDbType.Bytea, _updates),
                ArrayOf(NpgsqlDbType.Uuid, _batchIds),
                ArrayOf(NpgsqlDbType.Text, _authors),
                ArrayOf(NpgsqlDbType.Bigint, _clientIds),
                ArrayOf(NpgsqlDbType.TimestampTz, _createdAt),
                ArrayOf(NpgsqlDbType.Smallint, _origins),
                ArrayOf(NpgsqlDbType.Integer, _checksums),
            },
        };
    }

    /// <summary>The columns of the documents to advance.</summary>
    private sealed class Advances
    {
        private readonly List<long> _lastSeqs = [];
        private readonly List<DateTime> _updatedAt = [];
        private readonly List<long> _bytes = [];

        public List<long> Keys { get; } = [];

        public void Add(long documentKey, long lastSeq, DateTime updatedAt, long bytes)
        {
            Keys.Add(documentKey);
            _lastSeqs.Add(lastSeq);
            _updatedAt.Add(updatedAt);
            _bytes.Add(bytes);
        }

        public NpgsqlBatchCommand ToCommand() => new(AdvanceDocuments)
        {
            Parameters =
            {
                ArrayOf(NpgsqlDbType.Bigint, Keys.ToArray()),
                ArrayOf(NpgsqlDbType.Bigint, _lastSeqs.ToArray()),
                ArrayOf(NpgsqlDbType.TimestampTz, _updatedAt.ToArray()),
                ArrayOf(NpgsqlDbType.Bigint, _bytes.ToArray()),
            },
        };
    }
}
