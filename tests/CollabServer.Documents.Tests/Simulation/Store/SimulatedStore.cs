using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Simulation.Server;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Simulation.Store;

/// <summary>
/// A database: transactions that take time, lock their documents, fail in every way, and end after their caller has gone. What is
/// committed is kept by the store in memory, which passes the contract suite of the databases.
/// </summary>
internal sealed class SimulatedStore
{
    private readonly World _world;
    private readonly List<StoreCall> _underWay = [];
    private readonly List<StoreCall> _arrived = [];
    private int _appends;
    private int _reads;
    private int _saves;

    public SimulatedStore(World world)
    {
        _world = world;
        Rows.BeforeRead = (_, _) => FailsNow(world.Weather.ReadFails, ++_reads == world.Weather.FailRead) ? throw new IOException("The read failed.") : Task.CompletedTask;
        Rows.BeforeSave = (_, _) => FailsNow(world.Weather.SaveFails, ++_saves == world.Weather.FailSave) ? throw new IOException("The save failed.") : Task.CompletedTask;
    }

    public InMemoryStore Rows { get; } = new();

    public int Appends => _appends;

    public int Reads => _reads;

    public int Saves => _saves;

    /// <summary>Nothing works: calls are refused, or hang when <see cref="IsSilent"/>.</summary>
    public bool IsDown { get; set; }

    public bool IsSilent { get; set; }

    /// <summary>The one document whose rows the store never takes.</summary>
    public DocumentName? Refuses { get; set; }

    /// <summary>The oracle looks: no faults.</summary>
    public bool IsObserved { get; set; }

    public StoreCall Append(
        SimulatedNode caller, IReadOnlyList<AppendBatch> batches, Action<IReadOnlyList<AppendedBatch>> committed, Action<WriteOutcome> failed)
    {
        var call = new StoreCall(caller, batches, Draw(++_appends), committed, failed);
        _underWay.Add(call);
        _world.Time.After(Latency(), () => Arrive(call));
        return call;
    }

    /// <summary>The caller's patience is at its end. What holds locks goes on without it.</summary>
    public void Abandon(StoreCall call)
    {
        call.IsAbandoned = true;
        if (!call.HasLocks)
        {
            End(call);
        }
    }

    /// <summary>No transaction is under way, not even one of a dead process.</summary>
    public bool IsIdle => _underWay.Count == 0;

    /// <summary>
    /// The process at the other end is dead: what was under way is committed or not, calls it had given up included. Now, or in its own time:
    /// a database may take long to notice.
    /// </summary>
    public void Orphan(SimulatedNode dead)
    {
        foreach (var call in _underWay.Where(call => call.Caller == dead).ToArray())
        {
            Abandon(call);
            if (!call.IsOver && call.HasLocks && _world.IsStormy && _world.Flaw == Flaw.None && _world.Dice.Chance(0.5))
            {
                Linger(call);
                continue;
            }

            if (!call.IsOver && _world.Flaw != Flaw.AnswerBeforeSync && _world.Dice.Chance(0.5))
            {
                Commit(call);
            }

            End(call);
        }
    }

    // Long enough for the next process to have loaded the documents, which then appends behind what it has not read.
    private void Linger(StoreCall call)
    {
        call.IsLingering = true;
        _world.Time.After(_world.Dice.Milliseconds(2_000, 12_000), () =>
        {
            call.IsLingering = false;
            Finish(call);
        });
    }

    private Fate Draw(int number)
    {
        if (_world.Weather.FailAppend is { } plan && plan.Call == number)
        {
            return plan.Fate;
        }

        if (!_world.IsStormy)
        {
            return Fate.Commits;
        }

        return _world.Dice.Chance(_world.Weather.AppendSticks) ? Fate.Sticks
            : _world.Dice.Chance(_world.Weather.AppendFails) ? _world.Dice.Pick([Fate.RollsBack, Fate.BreaksBeforeCommit, Fate.BreaksAfterCommit])
            : Fate.Commits;
    }

    private void Arrive(StoreCall call)
    {
        if (call.IsOver)
        {
            return;
        }

        if (IsDown)
        {
            if (!IsSilent)
            {
                Fail(call, WriteOutcome.RolledBack);
            }

            return;
        }

        _arrived.Add(call);
        GrantLocks();
    }

    // First come, first served; a call that waits also keeps its place before later ones.
    private void GrantLocks()
    {
        var taken = new HashSet<DocumentName>();
        foreach (var call in _arrived)
        {
            var free = call.Batches.All(batch => !taken.Contains(batch.Document));
            taken.UnionWith(call.Batches.Select(batch => batch.Document));
            if (free && !call.HasLocks)
            {
                call.HasLocks = true;
                _world.Time.After(call.Fate == Fate.Sticks ? _world.Dice.Milliseconds(1_000, 25_000) : Latency(), () => Finish(call));
            }
        }
    }

    private void Finish(StoreCall call)
    {
        if (call.IsOver || call.IsLingering)
        {
            return;
        }

        var fate = IsDown ? _world.Dice.Pick([Fate.BreaksBeforeCommit, Fate.BreaksAfterCommit])
            : call.Batches.Any(batch => batch.Document == Refuses) ? Fate.IsRefused
            : call.Fate == Fate.Sticks ? _world.Dice.Pick([Fate.Commits, Fate.RollsBack, Fate.BreaksAfterCommit])
            : call.Fate;
        _world.Trace.Write($"store: {string.Join(", ", call.Batches.Select(batch => $"{batch.Updates.Count} of {batch.Document}"))}: {fate}");
        switch (fate)
        {
            case Fate.Commits when _world.Flaw == Flaw.AnswerBeforeSync:
                AnswerBeforeSync(call);
                break;
            case Fate.Commits:
                var results = Commit(call);
                End(call);
                _world.Time.After(Latency(), () => call.Committed(results));
                break;
            case Fate.BreaksAfterCommit:
                Commit(call);
                Fail(call, WriteOutcome.Unknown);
                break;
            default:
                Fail(call, fate switch
                {
                    Fate.RollsBack => WriteOutcome.RolledBack,
                    Fate.IsRefused => WriteOutcome.Deterministic,
                    _ => WriteOutcome.Unknown,
                });
                break;
        }
    }

    private void AnswerBeforeSync(StoreCall call)
    {
        var promised = call.Batches.Select(batch =>
        {
            var last = Now.Of(Rows.FindAsync(batch.Document, CancellationToken.None))?.LastSeq ?? 0;
            return new AppendedBatch(batch.BatchId, batch.Generation, last + 1, last + batch.Updates.Count);
        }).ToArray();
        _world.Time.After(_world.Dice.Milliseconds(20, 400), () =>
        {
            if (!call.IsOver)
            {
                Commit(call);
                End(call);
            }
        });
        call.Committed(promised);
    }

    private IReadOnlyList<AppendedBatch> Commit(StoreCall call)
    {
        var results = Now.Of(Rows.AppendAsync(call.Batches, CancellationToken.None));
        _world.Oracle.Committed(call.Batches, results);
        return results;
    }

    private void Fail(StoreCall call, WriteOutcome outcome)
    {
        End(call);
        _world.Time.After(Latency(), () => call.Failed(outcome));
    }

    private void End(StoreCall call)
    {
        call.IsOver = true;
        _underWay.Remove(call);
        _arrived.Remove(call);
        GrantLocks();
    }

    private bool FailsNow(double probability, bool isPlanned) =>
        !IsObserved && (IsDown || isPlanned || (_world.IsStormy && _world.Dice.Chance(probability)));

    private TimeSpan Latency() => _world.Dice.Latency(_world.Weather.StoreMilliseconds / 3);
}
