using CollabServer.Documents.Catalog;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Integrity;

/// <summary>
/// Reads everything that is stored of a document and says what is wrong with it: checksums, numbers, and whether each snapshot holds what the
/// snapshot before it and the log hold. Only reads, also beside servers that write. Thread-safe; holds two copies of one document in memory.
/// </summary>
public sealed class DocumentExaminer
{
    /// <summary>The log may be thinned while it is read.</summary>
    private const int Attempts = 3;

    private readonly ILogMeasure _measure;
    private readonly ISnapshotStore _snapshots;
    private readonly StoredHistory _history;

    internal DocumentExaminer(ILogMeasure measure, ISnapshotStore snapshots, StoredHistory history) =>
        (_measure, _snapshots, _history) = (measure, snapshots, history);

    /// <returns>Null when the document does not exist.</returns>
    public async Task<Examination?> ExamineAsync(DocumentName name, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await _measure.MeasureAsync(name, ct) is not { } figures)
            {
                return null;
            }

            try
            {
                return await ExamineAsync(figures, ct);
            }
            catch (ThinnedHistoryException) when (attempt < Attempts)
            {
                // What was measured is not there any more: begin again.
            }
        }
    }

    private async Task<Examination> ExamineAsync(StoredFigures figures, CancellationToken ct)
    {
        var record = figures.Record;
        var stored = (await UsableSnapshots.ListAsync(_snapshots, record.Name, ct)).Where(info => info.Seq <= record.LastSeq).ToList();
        var walk = new HistoryWalk(_history, record.Name, record.TrimmedThrough);
        foreach (var info in stored.OrderBy(info => info.Seq).ThenBy(info => info.Id))
        {
            await walk.CheckAsync(info, id => _snapshots.FindAsync(record.Name, id, ct), ct);
        }

        await walk.EndAsync(record.LastSeq, ct);
        return new Examination(
            record.Name, record.LastSeq, record.TrimmedThrough, figures.Entries, stored.Count,
            [.. QuarantineOf(record), .. FigureFaults.Of(figures), .. walk.Findings]);
    }

    private static IEnumerable<Finding> QuarantineOf(DocumentRecord record)
    {
        if (record.Quarantine is { } quarantine)
        {
            yield return new Finding(
                FindingKind.Quarantined, FindingWeight.Note, $"It is quarantined since {quarantine.Since:u}: {quarantine.Reason}");
        }
    }
}
