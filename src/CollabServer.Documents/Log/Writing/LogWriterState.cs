namespace CollabServer.Documents.Log.Writing;

/// <summary>
/// Decides what is written to the log next, and what a failure means. Everything that waits goes into one transaction (group commit), at
/// most one batch per document, in order. Nothing is ever given up: what fails is tried again with the same batch id.
/// A state machine without clock, I/O or tasks; <see cref="LogWriter"/> drives it.
/// </summary>
/// <remarks>
/// Two calls may be in flight: the group, and beside it one suspect alone. A group that fails deterministically, or three times in a
/// row for any reason, is split into suspects; the first success of any kind clears those that have not failed alone. So one document
/// that cannot be written (a row the store refuses, a lock that somebody holds) does not stop the others, and when the store comes back
/// after an outage all of them are written together again.
/// </remarks>
internal sealed class LogWriterState(RetryBackoff backoff, IdSource newId)
{
    /// <summary>Updates in one transaction, so that catching up after an outage does not run into the store's time limits.</summary>
    private const long MaxCallBytes = 8 * 1024 * 1024;

    private const int FailuresBeforeSplit = 3;

    private readonly Dictionary<DocumentName, LinkedListNode<DocumentLane>> _lanes = [];
    private readonly LinkedList<DocumentLane> _order = new();
    private bool _groupInFlight;
    private bool _loneInFlight;
    private int _groupFailures;
    private int _loneFailures;
    private DateTimeOffset _groupNotBefore;
    private DateTimeOffset _loneNotBefore;

    /// <summary>Bytes of updates that are not durable yet, of all documents.</summary>
    public long UnsavedBytes { get; private set; }

    public bool IsIdle => _lanes.Count == 0;

    public bool IsIdleFor(DocumentName document) => !_lanes.ContainsKey(document);

    public void Enqueue(PendingAppend append)
    {
        if (!_lanes.TryGetValue(append.Document, out var node))
        {
            node = _order.AddLast(new DocumentLane(append.Document));
            _lanes.Add(append.Document, node);
        }

        node.Value.Add(append);
        UnsavedBytes += append.Bytes;
    }

    /// <summary>The next call to make, or null when there is nothing to do at this time. Ask until it is null.</summary>
    public AppendCall? TryStart(DateTimeOffset now) => TryStartGroup(now) ?? TryStartLone(now);

    /// <summary>When to ask <see cref="TryStart"/> again if nothing else happens; null: not before something does.</summary>
    public DateTimeOffset? NextAttempt()
    {
        DateTimeOffset? next = null;
        foreach (var lane in _order)
        {
            var inFlight = lane.Suspicion == Suspicion.None ? _groupInFlight : _loneInFlight;
            var notBefore = lane.Suspicion == Suspicion.None ? _groupNotBefore : Later(lane.NotBefore, _loneNotBefore);
            if (!inFlight && !lane.IsInFlight && (next is null || notBefore < next))
            {
                next = notBefore;
            }
        }

        return next;
    }

    /// <param name="results">In the order of the call's batches.</param>
    public IReadOnlyList<AppendReport> Succeeded(AppendCall call, IReadOnlyList<AppendedBatch> results)
    {
        if (!results.Select(result => result.BatchId).SequenceEqual(call.Batches.Select(batch => batch.BatchId)))
        {
            throw new InvalidOperationException("The log answered for other batches than were appended.");
        }

        Land(call);
        var reports = new AppendReport[call.Lanes.Count];
        for (var i = 0; i < reports.Length; i++)
        {
            var lane = call.Lanes[i];
            reports[i] = new AppendReport(lane.BatchReceiver!, lane.BatchThrough, results[i], Refusal: null);
            UnsavedBytes -= lane.BatchBytes;
            lane.Thaw();
            if (lane.IsEmpty)
            {
                Remove(lane);
            }
        }

        (_groupFailures, _loneFailures) = (0, 0);
        (_groupNotBefore, _loneNotBefore) = (default, default);
        foreach (var lane in _order)
        {
            if (lane is { Suspicion: Suspicion.Stuck, LoneFailures: 0, IsInFlight: false })
            {
                lane.Suspicion = Suspicion.None;
            }
        }

        return reports;
    }

    public IReadOnlyList<AppendReport> Failed(AppendCall call, WriteOutcome outcome, string reason, DateTimeOffset now)
    {
        Land(call);
        return call.IsLone || call.Lanes.Count == 1
            ? FailedAlone(call.Lanes[0], call.IsLone, outcome, reason, now)
            : FailedTogether(call, outcome, now);
    }

    private AppendCall? TryStartGroup(DateTimeOffset now)
    {
        if (_groupInFlight || _groupNotBefore > now)
        {
            return null;
        }

        var lanes = new List<DocumentLane>();
        var batches = new List<AppendBatch>();
        var bytes = 0L;
        foreach (var lane in _order)
        {
            if (lane.Suspicion != Suspicion.None || lane.IsInFlight)
            {
                continue;
            }

            batches.Add(lane.Freeze(newId, MaxCallBytes));
            lanes.Add(lane);
            bytes += lane.BatchBytes;
            if (bytes >= MaxCallBytes)
            {
                break;
            }
        }

        return lanes.Count == 0 ? null : Launch(new AppendCall(lanes, batches, IsLone: false));
    }

    private AppendCall? TryStartLone(DateTimeOffset now)
    {
        if (_loneInFlight || _loneNotBefore > now)
        {
            return null;
        }

        foreach (var lane in _order)
        {
            if (lane.Suspicion != Suspicion.None && !lane.IsInFlight && lane.NotBefore <= now)
            {
                return Launch(new AppendCall([lane], [lane.Freeze(newId, MaxCallBytes)], IsLone: true));
            }
        }

        return null;
    }

    private AppendReport[] FailedAlone(DocumentLane lane, bool wasLone, WriteOutcome outcome, string reason, DateTimeOffset now)
    {
        if (outcome == WriteOutcome.Deterministic)
        {
            // Known for certain and about this document alone: no reason to slow the others down.
            lane.Suspicion = Suspicion.Poisonous;
            lane.LoneFailures++;
            lane.NotBefore = now + backoff.Longest;
            return [new AppendReport(lane.BatchReceiver!, lane.BatchThrough, Committed: null, reason)];
        }

        if (!wasLone)
        {
            _groupNotBefore = now + backoff.After(++_groupFailures);
            return [];
        }

        lane.LoneFailures++;
        lane.NotBefore = now + backoff.After(lane.LoneFailures);
        _loneNotBefore = now + backoff.After(++_loneFailures);
        return [];
    }

    private AppendReport[] FailedTogether(AppendCall call, WriteOutcome outcome, DateTimeOffset now)
    {
        if (outcome != WriteOutcome.Deterministic)
        {
            _groupNotBefore = now + backoff.After(++_groupFailures);
            if (_groupFailures < FailuresBeforeSplit)
            {
                return [];
            }
        }

        foreach (var lane in call.Lanes)
        {
            lane.Suspicion = outcome == WriteOutcome.Deterministic ? Suspicion.Poisonous : Suspicion.Stuck;
            lane.NotBefore = outcome == WriteOutcome.Deterministic ? now : _groupNotBefore;
        }

        return [];
    }

    private AppendCall Launch(AppendCall call)
    {
        (_groupInFlight, _loneInFlight) = call.IsLone ? (_groupInFlight, true) : (true, _loneInFlight);
        foreach (var lane in call.Lanes)
        {
            lane.IsInFlight = true;
        }

        return call;
    }

    private void Land(AppendCall call)
    {
        (_groupInFlight, _loneInFlight) = call.IsLone ? (_groupInFlight, false) : (false, _loneInFlight);
        foreach (var lane in call.Lanes)
        {
            lane.IsInFlight = false;

            // To the end of the line: when not everything fits into a call, everybody gets a turn.
            var node = _lanes[lane.Document];
            _order.Remove(node);
            _order.AddLast(node);
        }
    }

    private void Remove(DocumentLane lane)
    {
        _lanes.Remove(lane.Document, out var node);
        _order.Remove(node!);
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
