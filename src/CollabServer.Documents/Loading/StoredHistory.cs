using CollabServer.Crdt;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Loading;

/// <summary>
/// Puts documents together from what is stored: the newest usable snapshot and the log entries after it. A damaged snapshot is passed over
/// for an older one with more of the log; a damaged log entry is an error, because nothing can stand in for it. Thread-safe.
/// </summary>
internal sealed class StoredHistory(
    IUpdateLog log, ISnapshotStore snapshots, IdSource newId, IOptions<DocumentLimits> limits, ILogger<StoredHistory> logger)
{
    /// <summary>Entries applied in one transaction: enough to make transactions cheap, few enough not to hold a second copy of the log.</summary>
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>The log may be trimmed while we read, more than once; a look at it takes longer than that.</summary>
    private const int Attempts = 3;

    private readonly UsableSnapshots _usable = new(snapshots, logger);

    /// <summary>A new document with the limits of this server and a client id nobody else has.</summary>
    public Doc NewDoc() => new(new DocOptions
    {
        Id = NewClientId(),
        Limits = UpdateLimits.Default with { MaxPendingBytes = (int)Math.Min(limits.Value.MaxPendingBytes, int.MaxValue) },
    });

    /// <summary>The document after the log entry <paramref name="seq"/>, which must exist; an empty one when that is 0.</summary>
    /// <exception cref="CorruptLogException">The history is damaged where nothing stands in for it.</exception>
    /// <exception cref="ThinnedHistoryException">That moment was thinned away.</exception>
    public async Task<StoredState> ReadAsync(DocumentName name, long seq, CancellationToken ct)
    {
        if (seq == 0)
        {
            return new StoredState(NewDoc(), Seq: 0, SnapshotSeq: 0, BytesSinceSnapshot: 0, Bytes: 0);
        }

        for (var attempt = 1; ; attempt++)
        {
            var (doc, snapshot) = await StartAsync(name, seq, ct);
            Failpoint.Hit("load.after-snapshot");
            var snapshotSeq = snapshot?.Seq ?? 0;
            try
            {
                var bytes = await ReplayAsync(name, doc, snapshotSeq, seq, ct);
                return new StoredState(doc, seq, snapshotSeq, bytes, bytes + (snapshot?.StateBytes ?? 0));
            }
            catch (ThinnedHistoryException e) when (seq > e.TrimmedThrough)
            {
                // Either the log was trimmed since the look at the snapshots, and then a newer one is there now, or none is whole.
                if (attempt == Attempts)
                {
                    // Between the entries that are gone and a snapshot of a later moment nothing is missing but the moment.
                    var isBetween = await _usable.NewestFirstAsync(name, long.MaxValue, ct).AnyAsync(snapshot => snapshot.Info.Seq > seq, ct);
                    throw isBetween ? e : Unreplaced(name, snapshotSeq, e);
                }
            }
        }
    }

    /// <summary>The document as far as it can be read in front of the damage; at entry 0 when that is nothing.</summary>
    public async Task<StoredState> ReadUpToDamageAsync(DocumentName name, CorruptLogException damage, CancellationToken ct)
    {
        while (true)
        {
            var readable = damage.FirstSeq - 1;
            try
            {
                return await ReadAsync(name, readable, ct);
            }
            catch (CorruptLogException earlier) when (earlier.FirstSeq <= readable)
            {
                damage = earlier;
            }
        }
    }

    /// <summary>
    /// Everything that can be read of the document up to the entry <paramref name="seq"/>, also behind what is damaged. What depends on
    /// something lost is kept as pending: it appears when somebody brings the lost edits back.
    /// </summary>
    public async Task<SalvagedState> SalvageAsync(DocumentName name, long seq, CancellationToken ct)
    {
        var (doc, snapshot) = await StartAsync(name, seq, ct);
        var at = snapshot?.Seq ?? 0;
        var lost = new List<LostEntries>();
        while (at < seq)
        {
            try
            {
                await ReplayAsync(name, doc, at, seq, ct);
                at = seq;
            }
            catch (CorruptLogException e)
            {
                lost.Add(new LostEntries(e.FirstSeq, e.LastSeq, e.Fault));
                at = e.LastSeq;
            }
            catch (ThinnedHistoryException e)
            {
                lost.Add(new LostEntries(at + 1, e.TrimmedThrough, Unreplaced(name, at, e).Fault));
                at = e.TrimmedThrough;
            }
        }

        return new SalvagedState(doc, seq, lost);
    }

    private async Task<(Doc Doc, SnapshotInfo? Snapshot)> StartAsync(DocumentName name, long seq, CancellationToken ct)
    {
        await foreach (var snapshot in _usable.NewestFirstAsync(name, seq, ct))
        {
            var doc = NewDoc();
            try
            {
                using var transaction = doc.WriteTransaction();
                transaction.ApplyStored(snapshot.State.Span, UpdateEncoding.V2);
                return (doc, snapshot.Info);
            }
            catch (MalformedUpdateException e)
            {
                _usable.Report(name, snapshot.Info.Id, e);
            }
        }

        return (NewDoc(), null);
    }

    /// <summary>Applies the entries after <paramref name="afterSeq"/> up to <paramref name="throughSeq"/>.</summary>
    /// <param name="doc">Null: the entries are only read.</param>
    /// <returns>Their bytes.</returns>
    /// <exception cref="CorruptLogException">All entries in front of the damage are applied.</exception>
    /// <exception cref="LogShortenedException">The log does not reach that far any more.</exception>
    public async Task<long> ReplayAsync(DocumentName name, Doc? doc, long afterSeq, long throughSeq, CancellationToken ct)
    {
        var chunk = new List<LoggedUpdate>();
        var (total, inChunk, last) = (0L, 0L, afterSeq);
        try
        {
            await foreach (var entry in log.ReadAsync(name, afterSeq, throughSeq, ct))
            {
                last = entry.Seq;
                total += entry.Update.Length;
                inChunk += entry.Update.Length;
                chunk.Add(entry);
                if (inChunk >= ChunkBytes)
                {
                    Apply(name, doc, chunk);
                    chunk.Clear();
                    inChunk = 0;
                }
            }
        }
        catch (CorruptLogException)
        {
            // What comes before the damage counts, for a caller who goes on behind it.
            Apply(name, doc, chunk);
            throw;
        }

        Apply(name, doc, chunk);
        return last == throughSeq
            ? total
            : throw new LogShortenedException(name, last, throughSeq);
    }

    private static CorruptLogException Unreplaced(DocumentName name, long snapshotSeq, ThinnedHistoryException thinned) => new(
        name, snapshotSeq + 1, thinned.TrimmedThrough,
        $"the entries up to {thinned.TrimmedThrough} were thinned away and the snapshots that stood in for them are damaged or missing.");

    private static void Apply(DocumentName name, Doc? doc, List<LoggedUpdate> entries)
    {
        if (doc is null)
        {
            return;
        }

        using var transaction = doc.WriteTransaction();
        foreach (var entry in entries)
        {
            try
            {
                transaction.ApplyStored(entry.Update.Span, UpdateEncoding.V1);
            }
            catch (MalformedUpdateException e)
            {
                throw new CorruptLogException(name, entry.Seq, entry.Seq, $"entry {entry.Seq} cannot be applied: {e.Message}");
            }
        }
    }

    // 53 bits: what every Yjs client can read, and too many to meet another client's.
    private ulong NewClientId()
    {
        Span<byte> bytes = stackalloc byte[16];
        newId().TryWriteBytes(bytes);
        return Math.Max(1, BitConverter.ToUInt64(bytes) & ((1UL << 53) - 1));
    }
}
