using CollabServer.Documents.Catalog;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Snapshots;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Retention;

/// <summary>
/// Removes what the policy does not keep of one document: first log entries, then snapshots. Entries go only after all that is stored was
/// verified, and only up to a snapshot taken there, with a second one behind it: should one of them be damaged later, the other still gives
/// the document. Several servers may do this at once. Thread-safe.
/// </summary>
public sealed class HistoryThinning
{
    /// <summary>Entries removed in one transaction, which holds up appends to the document.</summary>
    private const int EntriesAtOnce = 2_000;

    private readonly IDocumentCatalog _catalog;
    private readonly IHistoryTrimming _trimming;
    private readonly ISnapshotStore _snapshots;
    private readonly DocumentExaminer _examiner;
    private readonly SnapshotBuilder _builder;
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal HistoryThinning(
        IDocumentCatalog catalog, IHistoryTrimming trimming, ISnapshotStore snapshots, DocumentExaminer examiner, SnapshotBuilder builder,
        IOptions<HistoryOptions> options, TimeProvider time, ILogger<HistoryThinning> logger)
    {
        (_catalog, _trimming, _snapshots, _examiner, _builder) = (catalog, trimming, snapshots, examiner, builder);
        (_options, _time, _logger) = (options.Value, time, logger);
    }

    /// <exception cref="TrimRefusedException">What is stored changed meanwhile; what was removed before stays removed.</exception>
    public async Task<Thinned> ThinAsync(DocumentName name, CancellationToken ct)
    {
        var entries = 0L;
        if (await _catalog.FindAsync(name, ct) is { Quarantine: null } record && await LastToGoAsync(record, ct) is { } throughSeq)
        {
            entries = await TrimAsync(record, throughSeq, ct);
        }

        var snapshots = await RemoveSnapshotsAsync(name, ct);
        if (entries + snapshots > 0)
        {
            _logger.LogThinned(name, entries, snapshots);
        }

        return new Thinned(entries, snapshots);
    }

    private async Task<long?> LastToGoAsync(DocumentRecord record, CancellationToken ct)
    {
        if (_options.KeepUpdates is not { } age)
        {
            return null;
        }

        // Clocks of servers differ: the first young entry counts, even if an older one comes behind it. The newest entry always stays.
        var firstToStay = await _trimming.FindFirstSinceAsync(record.Name, _time.GetUtcNow() - age, ct) ?? record.LastSeq;
        var last = Math.Min(firstToStay, record.LastSeq) - 1;
        return last - record.TrimmedThrough >= _options.ThinAfterEntries ? last : null;
    }

    private async Task<long> TrimAsync(DocumentRecord record, long throughSeq, CancellationToken ct)
    {
        var name = record.Name;
        var faults = (await _examiner.ExamineAsync(name, ct))?.Findings.Where(finding => finding.Weight != FindingWeight.Note).ToList() ?? [];
        var versions = await DamagedVersionsAsync(name, faults, ct);
        if (faults.Find(fault => !(fault.Kind == FindingKind.DamagedSnapshot && versions.ContainsKey(fault.SnapshotId!.Value))) is { } serious)
        {
            _logger.LogNotThinned(name, serious.Sentence);
            return 0;
        }

        foreach (var fault in faults)
        {
            // A version is for people; nothing else is built on it. While the log can bring it back, the entries it takes stay.
            _logger.LogVersionDamaged(name, fault.Sentence);
            var seq = versions[fault.SnapshotId!.Value].Seq;
            throughSeq = fault.Weight == FindingWeight.Covered && seq >= record.TrimmedThrough ? Math.Min(throughSeq, seq) : throughSeq;
        }

        if (throughSeq - record.TrimmedThrough < _options.ThinAfterEntries)
        {
            return 0;
        }

        var first = await _builder.SaveAsync(name, new SnapshotRequest(throughSeq, SnapshotKind.Checkpoint, label: null, createdBy: null), ct);
        Failpoint.Hit("thin.after-first-guard");
        var second = await _builder.SaveAsync(name, new SnapshotRequest(record.LastSeq, SnapshotKind.Checkpoint, label: null, createdBy: null), ct);
        Failpoint.Hit("thin.after-second-guard");
        var removed = 0L;
        for (var at = record.TrimmedThrough; at < throughSeq;)
        {
            at = Math.Min(at + EntriesAtOnce, throughSeq);
            removed += await _trimming.TrimLogAsync(name, at, [first.Id, second.Id], ct);
            Failpoint.Hit("thin.after-entries");
        }

        return removed;
    }

    private async Task<Dictionary<long, SnapshotInfo>> DamagedVersionsAsync(DocumentName name, List<Finding> faults, CancellationToken ct)
    {
        var damaged = faults.Where(fault => fault.Kind == FindingKind.DamagedSnapshot).Select(fault => fault.SnapshotId).ToHashSet();
        return damaged.Count == 0
            ? []
            : (await UsableSnapshots.ListAsync(_snapshots, name, ct))
                .Where(info => info.Kind != SnapshotKind.Checkpoint && damaged.Contains(info.Id)).ToDictionary(info => info.Id);
    }

    private async Task<int> RemoveSnapshotsAsync(DocumentName name, CancellationToken ct)
    {
        if (await _catalog.FindAsync(name, ct) is not { Quarantine: null } record)
        {
            return 0;
        }

        var stored = await UsableSnapshots.ListAsync(_snapshots, name, ct);
        var removable = SnapshotPolicy.Removable(stored, record.TrimmedThrough, _options, _time.GetUtcNow());
        if (removable.Count == 0 || !await AreWholeAsync(name, SnapshotPolicy.Needed(stored, record.TrimmedThrough), ct))
        {
            return 0;
        }

        var removed = await _trimming.RemoveSnapshotsAsync(name, removable, ct);
        Failpoint.Hit("thin.after-snapshots");
        return removed;
    }

    // What is left to start from must be worth more than what goes.
    private async Task<bool> AreWholeAsync(DocumentName name, IEnumerable<long> needed, CancellationToken ct)
    {
        foreach (var id in needed)
        {
            try
            {
                await _snapshots.FindAsync(name, id, ct);
            }
            catch (CorruptSnapshotException damage)
            {
                _logger.LogNotThinned(name, damage.Message);
                return false;
            }
        }

        return true;
    }
}
