using CollabServer.Documents.Log;
using CollabServer.Documents.Log.Writing;

namespace CollabServer.Documents.Tests.Simulation.Server;

/// <summary>Stands in for <c>LogWriter</c>, the loop around the product's <see cref="LogWriterState"/>.</summary>
internal sealed class SimulatedLogWriter(World world, SimulatedNode node)
{
    /// <summary>The group and one suspect are allowed.</summary>
    private const int MostCallsAtOnce = 2;

    private readonly LogWriterState _state =
        new(new RetryBackoff(world.Options.RetryFirstDelay, world.Options.RetryLongestDelay, world.Dice.Random), world.Dice.NextGuid);

    private readonly List<(DocumentName Document, Action Then)> _waiting = [];
    private readonly HashSet<DocumentName> _discarded = [];
    private bool _isPumpPlanned;

    public long UnsavedMemory => _state.UnsavedMemory;

    public bool IsIdle => _state.IsIdle;

    public void Enqueue(PendingAppend append)
    {
        _state.Enqueue(append);
        Signal();
    }

    public void WhenWritten(DocumentName document, Action then)
    {
        if (_state.IsIdleFor(document))
        {
            then();
        }
        else
        {
            _waiting.Add((document, then));
        }
    }

    /// <summary>What waits for the document is never written. No writer of ours can do that; a flawed one does.</summary>
    public void Discard(DocumentName document)
    {
        _discarded.Add(document);
        Release(_ => false);
    }

    private void Signal()
    {
        if (!_isPumpPlanned)
        {
            _isPumpPlanned = true;
            world.Time.After(world.Dice.Milliseconds(0, 0.3), Pump);
        }
    }

    private void Pump()
    {
        _isPumpPlanned = false;
        if (!node.IsAlive)
        {
            return;
        }

        for (var calls = 0; _state.TryStart(world.Time.Now) is { } call; calls++)
        {
            if (calls == MostCallsAtOnce)
            {
                throw new ViolationException(Rule.Liveness, "The log writer starts calls without end.");
            }

            Start(call);
        }

        if (_state.NextAttempt() is { } next)
        {
            world.Time.After(next - world.Time.Now, Signal);
        }
    }

    private void Start(AppendCall call)
    {
        var batches = call.Batches;
        if (world.Flaw == Flaw.RetryWithNewBatchId)
        {
            batches = [.. batches.Select(batch => batch with { BatchId = world.Dice.NextGuid() })];
        }

        if (world.Flaw == Flaw.MixUpUpdates && world.Dice.Chance(0.1))
        {
            batches = [.. batches.Select(batch => batch with { Updates = [.. batch.Updates.Select(update => update with { Update = batch.Updates[0].Update })] })];
        }

        if (world.Flaw == Flaw.DebounceAppend)
        {
            Debounce(call);
            return;
        }

        var isAnswered = false;
        var underWay = world.Store.Append(node, batches, results => Answer(() => Succeeded(call, results)), outcome => Answer(() => Failed(call, outcome)));
        world.Time.After(world.Options.AppendTimeout, () =>
        {
            if (!isAnswered && node.IsAlive)
            {
                world.Store.Abandon(underWay);
                Answer(() => Failed(call, WriteOutcome.Unknown));
            }
        });

        void Answer(Action then)
        {
            if (!isAnswered && node.IsAlive)
            {
                isAnswered = true;
                then();
                Signal();
            }
        }
    }

    private void Debounce(AppendCall call)
    {
        world.Time.After(TimeSpan.FromMilliseconds(100), () =>
        {
            if (node.IsAlive)
            {
                world.Store.Append(node, call.Batches, _ => { }, _ => { });
            }
        });
        Succeeded(call, [.. call.Batches.Select(Pretend)]);
        Signal();
    }

    private void Succeeded(AppendCall call, IReadOnlyList<AppendedBatch> results)
    {
        if (world.Flaw == Flaw.RetryWithNewBatchId)
        {
            results = [.. results.Zip(call.Batches, (result, batch) => result with { BatchId = batch.BatchId })];
        }

        Deliver(_state.Succeeded(call, results));
        Release(_state.IsIdleFor);
    }

    private void Failed(AppendCall call, WriteOutcome outcome)
    {
        world.Trace.Write($"writer: append of {call.Batches.Count} failed, {outcome}, {(call.IsLone ? "alone" : "together")}");
        switch (world.Flaw)
        {
            case Flaw.SwallowAppendFailure:
                Succeeded(call, [.. call.Batches.Select(Pretend)]);
                break;
            case Flaw.GiveUpAppend:
                break;
            default:
                Deliver(_state.Failed(call, outcome, "simulated", world.Time.Now));
                break;
        }
    }

    private AppendedBatch Pretend(AppendBatch batch)
    {
        world.Store.IsObserved = true;
        var last = Now.Of(world.Store.Rows.FindAsync(batch.Document, CancellationToken.None))?.LastSeq ?? 0;
        world.Store.IsObserved = false;
        return new AppendedBatch(batch.BatchId, batch.Generation, last + 1, last + batch.Updates.Count);
    }

    private static void Deliver(IReadOnlyList<AppendReport> reports)
    {
        foreach (var report in reports)
        {
            report.Deliver();
        }
    }

    private void Release(Func<DocumentName, bool> isWritten)
    {
        foreach (var waiting in _waiting.Where(waiting => _discarded.Contains(waiting.Document) || isWritten(waiting.Document)).ToArray())
        {
            _waiting.Remove(waiting);
            waiting.Then();
        }
    }
}
