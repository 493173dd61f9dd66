using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Retention;

namespace CollabServer.Testing;

/// <summary>The ports of quarantine, retention and measuring.</summary>
public sealed partial class InMemoryStore : IQuarantineRegister, IHistoryTrimming, ILogMeasure
{
    public Task<bool> QuarantineAsync(DocumentName document, DocumentQuarantine quarantine, CancellationToken ct)
    {
        lock (_lock)
        {
            var isNews = _documents.TryGetValue(document, out var found) && found.Quarantine is null;
            if (isNews)
            {
                found!.Quarantine = quarantine with { Since = ToStoredPrecision(quarantine.Since) };
            }

            return Task.FromResult(isNews);
        }
    }

    public Task<long> CountAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            return Task.FromResult(_documents.Values.LongCount(document => document.Quarantine is not null));
        }
    }

    public Task<bool> ReleaseAsync(DocumentName document, CancellationToken ct)
    {
        lock (_lock)
        {
            var wasQuarantined = _documents.TryGetValue(document, out var found) && found.Quarantine is not null;
            if (wasQuarantined)
            {
                found!.Quarantine = null;
            }

            return Task.FromResult(wasQuarantined);
        }
    }

    public Task<long?> FindFirstSinceAsync(DocumentName document, DateTimeOffset moment, CancellationToken ct)
    {
        lock (_lock)
        {
            var rows = _documents.TryGetValue(document, out var found) ? found.Rows : [];
            return Task.FromResult(rows.Find(row => row?.Update.CreatedAt >= ToStoredPrecision(moment))?.Update.Seq);
        }
    }

    public Task<long> TrimLogAsync(DocumentName document, long throughSeq, IReadOnlyCollection<long> guards, CancellationToken ct)
    {
        lock (_lock)
        {
            var found = FindTrimmableNeedsLock(document);
            if (throughSeq <= found.TrimmedThrough)
            {
                return Task.FromResult(0L);
            }

            if (guards.Count == 0 || !guards.All(id => IsGuardNeedsLock(document, id, throughSeq)))
            {
                throw new TrimRefusedException(document, "what is to stand in for the entries is missing, damaged or too old.");
            }

            var (first, last) = ((int)found.TrimmedThrough, (int)Math.Min(throughSeq, found.Rows.Count));
            if (last < throughSeq || found.Rows[first..last].Contains(null))
            {
                throw new TrimRefusedException(document, "an entry is missing.");
            }

            for (var i = first; i < last; i++)
            {
                found.LogBytes -= found.Rows[i]!.Update.Update.Length;
                found.Rows[i] = null;
            }

            found.TrimmedThrough = throughSeq;
            return Task.FromResult((long)(last - first));
        }
    }

    public Task<int> RemoveSnapshotsAsync(DocumentName document, IReadOnlyCollection<long> snapshotIds, CancellationToken ct)
    {
        lock (_lock)
        {
            var found = FindTrimmableNeedsLock(document);
            var stored = _snapshots.FindAll(snapshot => snapshot.Info.Document == document && !snapshot.Removed);
            var removed = stored.FindAll(snapshot => snapshotIds.Contains(snapshot.Info.Id));
            var newest = stored.Except(removed).Select(snapshot => snapshot.Info.Seq).DefaultIfEmpty(0).Max();
            if (newest < found.TrimmedThrough)
            {
                throw new TrimRefusedException(document, "no snapshot would be left to start from.");
            }

            removed.ForEach(snapshot => snapshot.Removed = true);
            found.SnapshotSeq = newest;
            return Task.FromResult(removed.Count);
        }
    }

    public Task<StoredFigures?> MeasureAsync(DocumentName document, CancellationToken ct)
    {
        lock (_lock)
        {
            if (!_documents.TryGetValue(document, out var found))
            {
                return Task.FromResult<StoredFigures?>(null);
            }

            var rows = found.Rows.OfType<Row>().Select(row => row.Update).ToList();
            var newest = _snapshots.Where(snapshot => snapshot.Info.Document == document && !snapshot.Removed).Select(snapshot => snapshot.Info.Seq);
            return Task.FromResult<StoredFigures?>(new StoredFigures(
                found.ToRecord(), rows.Count, rows.Count == 0 ? 0 : rows[0].Seq, rows.Count == 0 ? 0 : rows[^1].Seq,
                rows.Sum(row => (long)row.Update.Length), newest.DefaultIfEmpty(0).Max()));
        }
    }

    public Task<bool> CorrectAsync(DocumentName document, CancellationToken ct)
    {
        lock (_lock)
        {
            if (!_documents.TryGetValue(document, out var found))
            {
                return Task.FromResult(false);
            }

            var was = (found.LogBytes, found.SnapshotSeq);
            found.LogBytes = found.Rows.Sum(row => (long)(row?.Update.Update.Length ?? 0));
            found.SnapshotSeq = _snapshots.Where(snapshot => snapshot.Info.Document == document && !snapshot.Removed)
                .Select(snapshot => snapshot.Info.Seq).DefaultIfEmpty(0).Max();
            return Task.FromResult(was != (found.LogBytes, found.SnapshotSeq));
        }
    }

    private Document FindTrimmableNeedsLock(DocumentName document) =>
        _documents.TryGetValue(document, out var found)
            ? found.Quarantine is null ? found : throw new TrimRefusedException(document, "it is quarantined.")
            : throw new TrimRefusedException(document, "it does not exist.");

    private bool IsGuardNeedsLock(DocumentName document, long id, long throughSeq) => _snapshots.Exists(
        snapshot => snapshot.Info.Id == id && snapshot.Info.Document == document && snapshot.Info.Seq >= throughSeq && snapshot is { Damaged: false, Removed: false });
}
