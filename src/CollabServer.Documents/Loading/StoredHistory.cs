using CollabServer.Crdt;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Failpoints;
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

    private const int SnapshotsPerPage = 100;

    private static readonly SnapshotKind[] AllKinds = Enum.GetValues<SnapshotKind>();

    /// <summary>A new document with the limits of this server and a client id nobody else has.</summary>
    public Doc NewDoc() => new(new DocOptions
    {
        Id = NewClientId(),
        Limits = UpdateLimits.Default with { MaxPendingBytes = (int)Math.Min(limits.Value.MaxPendingBytes, int.MaxValue) },
    });

    /// <summary>The document after the log entry <paramref name="seq"/>, which must exist; an empty one when that is 0.</summary>
    /// <exception cref="CorruptLogException">The log is damaged.</exception>
    public async Task<StoredState> ReadAsync(DocumentName name, long seq, CancellationToken ct)
    {
        var doc = NewDoc();
        if (seq == 0)
        {
            return new StoredState(doc, Seq: 0, SnapshotSeq: 0, BytesSinceSnapshot: 0, Bytes: 0);
        }

        var snapshot = await FindSnapshotAsync(name, seq, ct);
        if (snapshot is not null)
        {
            using var transaction = doc.WriteTransaction();
            transaction.ApplyStored(snapshot.State.Span, UpdateEncoding.V2);
        }

        Failpoint.Hit("load.after-snapshot");
        var snapshotSeq = snapshot?.Info.Seq ?? 0;
        var bytes = await ReplayAsync(name, doc, snapshotSeq, seq, ct);
        return new StoredState(doc, seq, snapshotSeq, bytes, bytes + (snapshot?.State.Length ?? 0));
    }

    private async Task<long> ReplayAsync(DocumentName name, Doc doc, long afterSeq, long throughSeq, CancellationToken ct)
    {
        var chunk = new List<LoggedUpdate>();
        var (total, inChunk, last) = (0L, 0L, afterSeq);
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

        Apply(name, doc, chunk);
        return last == throughSeq
            ? total
            : throw new CorruptLogException(name, last + 1, throughSeq, $"the log ends at entry {last} although entry {throughSeq} was written.");
    }

    private static void Apply(DocumentName name, Doc doc, List<LoggedUpdate> entries)
    {
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

    private async Task<StoredSnapshot?> FindSnapshotAsync(DocumentName name, long seq, CancellationToken ct)
    {
        try
        {
            return await snapshots.FindLatestAsync(name, seq, ct);
        }
        catch (CorruptSnapshotException e)
        {
            logger.LogSnapshotDamaged(name, e.SnapshotId, e);
            return await FindOlderSnapshotAsync(name, seq, e.SnapshotId, ct);
        }
    }

    private async Task<StoredSnapshot?> FindOlderSnapshotAsync(DocumentName name, long seq, long damagedId, CancellationToken ct)
    {
        var candidates = await ListAsync(name, ct);
        foreach (var info in candidates.Where(info => info.Seq <= seq && info.Id != damagedId).OrderByDescending(info => info.Seq))
        {
            try
            {
                if (await snapshots.FindAsync(name, info.Id, ct) is { } snapshot)
                {
                    return snapshot;
                }
            }
            catch (CorruptSnapshotException e)
            {
                logger.LogSnapshotDamaged(name, e.SnapshotId, e);
            }
        }

        return null;
    }

    private async Task<List<SnapshotInfo>> ListAsync(DocumentName name, CancellationToken ct)
    {
        var all = new List<SnapshotInfo>();
        IReadOnlyList<SnapshotInfo> page;
        do
        {
            page = await snapshots.ListAsync(name, AllKinds, all.Count == 0 ? long.MaxValue : all[^1].Id, SnapshotsPerPage, ct);
            all.AddRange(page);
        }
        while (page.Count == SnapshotsPerPage);

        return all;
    }

    // 53 bits: what every Yjs client can read, and too many to meet another client's.
    private ulong NewClientId()
    {
        Span<byte> bytes = stackalloc byte[16];
        newId().TryWriteBytes(bytes);
        return Math.Max(1, BitConverter.ToUInt64(bytes) & ((1UL << 53) - 1));
    }
}
