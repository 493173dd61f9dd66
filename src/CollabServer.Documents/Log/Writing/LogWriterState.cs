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

    // In the order of their turns. A lane with a suspicion is in the second list, every other in the first.
    private readonly LinkedList<DocumentLane> _group = new();
    private readonly LinkedList<DocumentLane> _suspects = new();
    private long _unsavedUpdates;
    private bool _groupInFlight;
    private bool _loneInFlight;
    private int _groupFailures;
    private int _loneFailures;
    private DateTimeOffset _groupNotBefore;
    private DateTimeOffset _loneNotBefore;

    /// <summary>Bytes of updates that are not durable yet, of all documents.</summary>
    public long UnsavedBytes { get; private set; }

    /// <summary>Memory that they take.</summary>
    public long UnsavedMemory => UnsavedBytes + (_unsavedUpdates * NewUpdate.Overhead);

    public bool IsIdle => _lanes.Count == 0;

    public IReadOnlyList<DocumentName> Unwritten => [.. _lanes.Keys];

    public bool IsIdleFor(DocumentName document) => !_lanes.ContainsKey(document);

    public void Enqueue(PendingAppend append)
    {
        if (!_lanes.TryGetValue(append.Document, out var node))
        {
            node = _group.AddLast(new DocumentLane(append.Document));
            _lanes.Add(append.Document, node);
        }

        node.Value.Add(append);
        UnsavedBytes += append.Bytes;
        _unsavedUpdates += append.Updates.Count;
    }

    /// <summary>The next call to make, or null when there is nothing to do at this time. Ask until it is null.</summary>
    public AppendCall? TryStart(DateTimeOffset now) => TryStartGroup(now) ?? TryStartLone(now);

    /// <summary>When to ask <see cref="TryStart"/> again if nothing else happens; null: not before something does.</summary>
    public DateTimeOffset? NextAttempt()
    {
        DateTimeOffset? next = _groupInFlight || _group.Count == 0 ? null : _groupNotBefore;
        if (!_loneInFlight)
        {
            foreach (var lane in _suspects)
            {
                var notBefore = lane.NotBefore > _loneNotBefore ? lane.NotBefore : _loneNotBefore;
                next = next is null || notBefore < next ? notBefore : next;
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
            _unsavedUpdates -= call.Batches[i].Updates.Count;
            lane.Thaw();
            Suspect(lane, Suspicion.None);
            if (lane.IsEmpty)
            {
                _lanes.Remove(lane.Document, out var node);
                node!.List!.Remove(node);
            }
        }

        (_groupFailures, _loneFailures) = (0, 0);
        (_groupNotBefore, _loneNotBefore) = (default, default);
        Rehabilitate();
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
        foreach (var lane in _group)
        {
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

        foreach (var lane in _suspects)
        {
            if (lane.NotBefore <= now)
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
            Suspect(lane, Suspicion.Poisonous);
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
            Suspect(lane, outcome == WriteOutcome.Deterministic ? Suspicion.Poisonous : Suspicion.Stuck);
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
            Suspect(lane, lane.Suspicion);
        }
    }

    private void Suspect(DocumentLane lane, Suspicion suspicion)
    {
        lane.Suspicion = suspicion;
        var node = _lanes[lane.Document];
        node.List!.Remove(node);
        (suspicion == Suspicion.None ? _group : _suspects).AddLast(node);
    }

    // The store works: who has not failed alone was suspected for nothing.
    private void Rehabilitate()
    {
        for (var node = _suspects.First; node is not null;)
        {
            var lane = node.Value;
            node = node.Next;
            if (lane is { Suspicion: Suspicion.Stuck, LoneFailures: 0, IsInFlight: false })
            {
                Suspect(lane, Suspicion.None);
            }
        }
    }
}
