using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Integrity;

/// <summary>
/// Goes through the history of one document once, from its beginning to its end, with the document as it must have been at each moment.
/// Behind damage there is none until a whole snapshot gives one again.
/// </summary>
internal sealed class HistoryWalk
{
    private readonly StoredHistory _history;
    private readonly DocumentName _name;
    private readonly long _trimmedThrough;
    private readonly List<Finding> _findings = [];
    private readonly List<CorruptLogException> _uncovered = [];

    /// <summary>Damaged snapshots of one entry, which the log cannot stand in for; another snapshot of the same entry may.</summary>
    private readonly List<(SnapshotInfo Info, string Fault)> _alone = [];
    private Doc? _doc;
    private long _at;

    public HistoryWalk(StoredHistory history, DocumentName name, long trimmedThrough)
    {
        (_history, _name, _trimmedThrough, _at) = (history, name, trimmedThrough, trimmedThrough);
        _doc = trimmedThrough == 0 ? history.NewDoc() : null;
    }

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Call with rising entries.</summary>
    public async Task CheckAsync(SnapshotInfo info, Func<long, Task<StoredSnapshot?>> find, CancellationToken ct)
    {
        if (_alone.Exists(damaged => damaged.Info.Seq < info.Seq))
        {
            Settle(FindingWeight.Loss, "Nothing holds the same state any more.");
        }

        Doc? held = null;
        string? fault = null;
        try
        {
            if (await find(info.Id) is not { } snapshot)
            {
                // Removed since it was listed, by somebody who may.
                return;
            }

            held = _history.NewDoc();
            using var transaction = held.WriteTransaction();
            transaction.ApplyStored(snapshot.State.Span, UpdateEncoding.V2);
        }
        catch (Exception e) when (e is CorruptSnapshotException or MalformedUpdateException)
        {
            (held, fault) = (null, e.Message);
        }

        if (info.Seq >= _trimmedThrough)
        {
            await AdvanceAsync(info.Seq, ct);
        }

        // In front of a thinned log nothing is left to compare with.
        var expected = info.Seq >= _trimmedThrough ? _doc : null;
        if (held is null)
        {
            _alone.Add((info, fault!));
            if (expected is not null)
            {
                Settle(FindingWeight.Covered, "The log holds the same state.");
            }
        }
        else if (expected is not null && !DocumentComparison.AreSame(held, expected))
        {
            _findings.Add(new Finding(
                FindingKind.FalseSnapshot, FindingWeight.Loss, $"{Name(info)} does not hold what the log holds up to there.", SnapshotId: info.Id));
        }
        else
        {
            Settle(FindingWeight.Covered, "Another snapshot of the same entry holds the same state.");
            if (info.Seq >= _trimmedThrough)
            {
                _doc ??= held;
                Cover(info);
            }
        }
    }

    public async Task EndAsync(long lastSeq, CancellationToken ct)
    {
        Settle(FindingWeight.Loss, "Nothing holds the same state any more.");
        await AdvanceAsync(lastSeq, ct);
        _findings.AddRange(_uncovered.Select(damage => ToFinding(damage, FindingWeight.Loss, "Nothing stands in for it: the document is readable only up to there.")));
        if (_doc is null && _uncovered.Count == 0)
        {
            _findings.Add(new Finding(
                FindingKind.NoBeginning, FindingWeight.Loss,
                $"The entries up to {_trimmedThrough} were thinned away and no whole snapshot stands in for them.", 1, _trimmedThrough));
        }

        if (_doc is not null && HasPending(_doc))
        {
            _findings.Add(new Finding(FindingKind.PendingEdits, FindingWeight.Note, "Some edits wait for others they depend on, which were never stored."));
        }
    }

    private async Task AdvanceAsync(long seq, CancellationToken ct)
    {
        while (_at < seq)
        {
            try
            {
                await _history.ReplayAsync(_name, _doc, _at, seq, ct);
                _at = seq;
            }
            catch (CorruptLogException e)
            {
                _uncovered.Add(e);
                (_doc, _at) = (null, e.LastSeq);
            }
        }
    }

    private void Cover(SnapshotInfo info)
    {
        _findings.AddRange(_uncovered.Select(damage => ToFinding(
            damage, FindingWeight.Covered, $"{Name(info)} stands in for it; only the moments between are lost.")));
        _uncovered.Clear();
    }

    private void Settle(FindingWeight weight, string consequence)
    {
        _findings.AddRange(_alone.Select(damaged => new Finding(
            FindingKind.DamagedSnapshot, weight, $"{Name(damaged.Info)} is damaged ({damaged.Fault}) {consequence}", SnapshotId: damaged.Info.Id)));
        _alone.Clear();
    }

    private static Finding ToFinding(CorruptLogException damage, FindingWeight weight, string consequence) =>
        new(FindingKind.UnreadableEntries, weight, $"{Sentence(damage.Fault)} {consequence}", damage.FirstSeq, damage.LastSeq);

    private static string Sentence(string fault) => char.ToUpperInvariant(fault[0]) + fault[1..];

    private static string Name(SnapshotInfo info) => $"Snapshot {info.Id} ({KindOf(info)} at entry {info.Seq})";

    private static string KindOf(SnapshotInfo info) => info.Kind switch
    {
        SnapshotKind.Checkpoint => "checkpoint",
        SnapshotKind.Version => info.Label is { } label ? $"version \"{label}\"" : "version",
        SnapshotKind.BeforeRestore => "safety version",
        _ => $"kind {info.Kind}",
    };

    private static bool HasPending(Doc doc)
    {
        using var transaction = doc.ReadTransaction();
        return transaction.HasPending;
    }
}
