using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Testing;

/// <summary>
/// The three storage ports over memory, held to the same contract suite as the databases. Tests can put faults in the way
/// (<see cref="BeforeAppend"/> …) and damage what is stored. Thread-safe.
/// </summary>
public sealed partial class InMemoryStore : IUpdateLog, ISnapshotStore, IDocumentCatalog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentName, Document> _documents = [];
    private readonly List<Snapshot> _snapshots = [];

    /// <summary>Awaited before an append is looked at. Throwing leaves nothing written; waiting holds the log writer up.</summary>
    public Func<IReadOnlyList<AppendBatch>, CancellationToken, Task>? BeforeAppend { get; set; }

    /// <summary>Awaited when the rows are durable but the caller does not know yet: throwing a <see cref="WriteOutcome.Unknown"/> is a lost commit reply.</summary>
    public Func<IReadOnlyList<AppendBatch>, CancellationToken, Task>? AfterAppend { get; set; }

    /// <summary>Awaited before rows, snapshots or records are read.</summary>
    public Func<DocumentName, CancellationToken, Task>? BeforeRead { get; set; }

    /// <summary>Awaited before a snapshot is written.</summary>
    public Func<NewSnapshot, CancellationToken, Task>? BeforeSave { get; set; }

    public async Task<IReadOnlyList<AppendedBatch>> AppendAsync(IReadOnlyList<AppendBatch> batches, CancellationToken ct)
    {
        RefuseMisuse(batches);
        ct.ThrowIfCancellationRequested();
        await (BeforeAppend?.Invoke(batches, ct) ?? Task.CompletedTask);
        RefuseUnstorable(batches);

        AppendedBatch[] appended;
        lock (_lock)
        {
            appended = [.. batches.Select(AppendNeedsLock)];
        }

        await (AfterAppend?.Invoke(batches, ct) ?? Task.CompletedTask);
        return appended;
    }

    public async IAsyncEnumerable<LoggedUpdate> ReadAsync(
        DocumentName document, long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await (BeforeRead?.Invoke(document, ct) ?? Task.CompletedTask);
        Row?[] rows;
        long trimmedThrough;
        lock (_lock)
        {
            var found = _documents.GetValueOrDefault(document);
            (rows, trimmedThrough) = ([.. found?.Rows ?? []], found?.TrimmedThrough ?? 0);
        }

        if (Math.Max(afterSeq, 0) < Math.Min(trimmedThrough, Math.Min(throughSeq, rows.Length)))
        {
            throw new ThinnedHistoryException(document, trimmedThrough);
        }

        for (var seq = Math.Max(afterSeq, 0) + 1; seq <= Math.Min(throughSeq, rows.Length); seq++)
        {
            ct.ThrowIfCancellationRequested();
            var row = rows[seq - 1] ?? throw new CorruptLogException(document, seq, LastMissing(rows, seq, throughSeq), $"entry {seq} is missing.");
            yield return row.Damaged ? throw new CorruptLogException(document, seq, seq, $"entry {seq} is damaged.") : row.Update;
        }
    }

    public async Task<SnapshotInfo> SaveAsync(NewSnapshot snapshot, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!IsStorable(snapshot.Label) || !IsStorable(snapshot.CreatedBy))
        {
            throw new ArgumentException("A label or name holds U+0000 or an unpaired surrogate.", nameof(snapshot));
        }

        await (BeforeSave?.Invoke(snapshot, ct) ?? Task.CompletedTask);
        lock (_lock)
        {
            if (!_documents.TryGetValue(snapshot.Document, out var document) || snapshot.Seq < 0 || document.Rows.Count < snapshot.Seq)
            {
                throw new InvalidOperationException($"The log of \"{snapshot.Document}\" does not reach {snapshot.Seq}.");
            }

            var existing = snapshot.Kind == SnapshotKind.Checkpoint
                ? _snapshots.Find(other => other.Info.Document == snapshot.Document && other.Info.Seq == snapshot.Seq && other.Info.Kind == SnapshotKind.Checkpoint && !other.Removed)
                : null;
            if (existing is not null)
            {
                return existing.Info;
            }

            var info = new SnapshotInfo(
                _snapshots.Count + 1, snapshot.Document, snapshot.Seq, snapshot.Kind, snapshot.Label, snapshot.CreatedBy,
                ToStoredPrecision(snapshot.CreatedAt), snapshot.State.Length);
            _snapshots.Add(new Snapshot(info, snapshot.State.ToArray()));
            document.SnapshotSeq = Math.Max(document.SnapshotSeq, snapshot.Seq);
            return info;
        }
    }

    public async Task<StoredSnapshot?> FindLatestAsync(DocumentName document, long atMostSeq, CancellationToken ct)
    {
        var snapshots = await SnapshotsOfAsync(document, ct);
        return snapshots.Where(snapshot => snapshot.Info.Seq <= atMostSeq).MaxBy(snapshot => (snapshot.Info.Seq, snapshot.Info.Id))?.Read();
    }

    public async Task<StoredSnapshot?> FindAsync(DocumentName document, long snapshotId, CancellationToken ct)
    {
        var snapshots = await SnapshotsOfAsync(document, ct);
        return snapshots.Find(snapshot => snapshot.Info.Id == snapshotId)?.Read();
    }

    public async Task<IReadOnlyList<SnapshotInfo>> ListAsync(
        DocumentName document, IReadOnlyCollection<SnapshotKind> kinds, long beforeId, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var snapshots = await SnapshotsOfAsync(document, ct);
        return
        [
            .. snapshots.Select(snapshot => snapshot.Info)
                .Where(info => info.Id < beforeId && kinds.Contains(info.Kind))
                .OrderByDescending(info => info.Id)
                .Take(limit),
        ];
    }

    public async Task<DocumentRecord?> FindAsync(DocumentName name, CancellationToken ct)
    {
        await (BeforeRead?.Invoke(name, ct) ?? Task.CompletedTask);
        lock (_lock)
        {
            return _documents.TryGetValue(name, out var document) ? document.ToRecord() : null;
        }
    }

    public async Task<IReadOnlyList<DocumentRecord>> FindAllAsync(IReadOnlyCollection<DocumentName> names, CancellationToken ct)
    {
        var records = new List<DocumentRecord>();
        foreach (var name in names)
        {
            if (await FindAsync(name, ct) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }

    public Task<IReadOnlyList<DocumentRecord>> ListAsync(string prefix, string? after, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ct.ThrowIfCancellationRequested();
        if (!IsStorable(prefix) || !IsStorable(after))
        {
            return Task.FromResult<IReadOnlyList<DocumentRecord>>([]);
        }

        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<DocumentRecord>>(
            [
                .. _documents.Values.Where(document => document.Name.Value.StartsWith(prefix, StringComparison.Ordinal))
                    .Where(document => after is null || CompareByCodePoint(document.Name.Value, after) > 0)
                    .Order(Comparer<Document>.Create((left, right) => CompareByCodePoint(left.Name.Value, right.Name.Value)))
                    .Take(limit)
                    .Select(document => document.ToRecord()),
            ]);
        }
    }

    /// <summary>Flips a bit of the row: from now on it does not match its checksum, or does again.</summary>
    public void DamageUpdate(DocumentName document, long seq)
    {
        lock (_lock)
        {
            _documents[document].Rows[(int)seq - 1]!.Damaged ^= true;
        }
    }

    /// <summary>Takes a row away, as a careless administrator would.</summary>
    public void RemoveUpdate(DocumentName document, long seq)
    {
        lock (_lock)
        {
            _documents[document].Rows[(int)seq - 1] = null;
        }
    }

    /// <summary>Flips a bit of the snapshot.</summary>
    public void DamageSnapshot(long snapshotId)
    {
        lock (_lock)
        {
            _snapshots[(int)snapshotId - 1].Damaged ^= true;
        }
    }

    private async Task<List<Snapshot>> SnapshotsOfAsync(DocumentName document, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await (BeforeRead?.Invoke(document, ct) ?? Task.CompletedTask);
        lock (_lock)
        {
            return _snapshots.FindAll(snapshot => snapshot.Info.Document == document && !snapshot.Removed);
        }
    }

    private static long LastMissing(Row?[] rows, long seq, long throughSeq)
    {
        while (seq < Math.Min(throughSeq, rows.Length) && rows[seq] is null)
        {
            seq++;
        }

        return seq;
    }

    private AppendedBatch AppendNeedsLock(AppendBatch batch)
    {
        if (!_documents.TryGetValue(batch.Document, out var document))
        {
            document = new Document(batch.Document, batch.Generation, ToStoredPrecision(batch.Updates[0].AcceptedAt));
            _documents.Add(batch.Document, document);
        }

        var known = batch.KnownSeq <= document.Rows.Count ? (int)Math.Max(batch.KnownSeq, 0) : 0;
        var first = document.Rows.FindIndex(known, row => row?.BatchId == batch.BatchId);
        if (first >= 0)
        {
            return new AppendedBatch(batch.BatchId, document.Generation, first + 1, document.Rows.FindLastIndex(row => row?.BatchId == batch.BatchId) + 1);
        }

        first = document.Rows.Count;
        foreach (var update in batch.Updates)
        {
            var logged = new LoggedUpdate(
                document.Rows.Count + 1, update.Update.ToArray(), update.Author, update.ClientId, ToStoredPrecision(update.AcceptedAt), update.Origin);
            document.Rows.Add(new Row(batch.BatchId, logged));
            document.LogBytes += update.Update.Length;
            document.UpdatedAt = logged.CreatedAt > document.UpdatedAt ? logged.CreatedAt : document.UpdatedAt;
        }

        return new AppendedBatch(batch.BatchId, document.Generation, first + 1, document.Rows.Count);
    }

    private static void RefuseMisuse(IReadOnlyList<AppendBatch> batches)
    {
        if (batches.Any(batch => batch.Updates.Count == 0) || batches.DistinctBy(batch => batch.Document).Count() != batches.Count)
        {
            throw new ArgumentException("A batch has updates, and a document one batch.", nameof(batches));
        }
    }

    private static void RefuseUnstorable(IReadOnlyList<AppendBatch> batches)
    {
        if (batches.SelectMany(batch => batch.Updates).Any(update => !IsStorable(update.Author)))
        {
            throw new LogWriteException(WriteOutcome.Deterministic, "An author holds U+0000 or an unpaired surrogate.", innerException: null);
        }
    }

    private static bool IsStorable(string? text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var units) != OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            rest = rest[units..];
        }

        return true;
    }

    private static int CompareByCodePoint(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static DateTimeOffset ToStoredPrecision(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private sealed class Document(DocumentName name, Guid generation, DateTimeOffset createdAt)
    {
        public DocumentName Name { get; } = name;

        public DateTimeOffset CreatedAt { get; } = createdAt;

        public Guid Generation { get; } = generation;

        public DateTimeOffset UpdatedAt { get; set; } = createdAt;

        public long SnapshotSeq { get; set; }

        public long LogBytes { get; set; }

        public long TrimmedThrough { get; set; }

        public DocumentQuarantine? Quarantine { get; set; }

        /// <summary>Entry 1 first; null where one is missing, trimmed or not.</summary>
        public List<Row?> Rows { get; } = [];

        public DocumentRecord ToRecord() => new(Name, Generation, CreatedAt, UpdatedAt, Rows.Count, SnapshotSeq, LogBytes)
        {
            TrimmedThrough = TrimmedThrough,
            Quarantine = Quarantine,
        };
    }

    private sealed class Row(Guid batchId, LoggedUpdate update)
    {
        public Guid BatchId { get; } = batchId;

        public LoggedUpdate Update { get; } = update;

        public bool Damaged { get; set; }
    }

    private sealed class Snapshot(SnapshotInfo info, ReadOnlyMemory<byte> state)
    {
        public SnapshotInfo Info { get; } = info;

        public bool Damaged { get; set; }

        public bool Removed { get; set; }

        public StoredSnapshot Read() =>
            Damaged ? throw new CorruptSnapshotException(Info.Id, Info.Seq, "The state is damaged.") : new StoredSnapshot(Info, state);
    }
}
