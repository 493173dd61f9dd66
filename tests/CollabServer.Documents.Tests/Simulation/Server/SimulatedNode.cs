using CollabServer.Documents.Access;
using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Tests.Simulation.Server;

/// <summary>
/// One life of the server process. Stands in for <c>DocumentDirectory</c>, <c>DocumentLoader</c> and <c>StoreWatch</c>; loading, snapshots, actors and the
/// state of the log writer are the product's.
/// </summary>
internal sealed class SimulatedNode : IDisposable
{
    private readonly World _world;
    private readonly StoredHistory _history;
    private readonly SnapshotBuilder _snapshots;
    private readonly Dictionary<DocumentName, Slot> _open = [];

    public SimulatedNode(World world)
    {
        _world = world;
        Writer = new SimulatedLogWriter(world, this);
        _history = new StoredHistory(
            world.Store.Rows, world.Store.Rows, world.Dice.NextGuid, Options.Create(world.Limits), NullLogger<StoredHistory>.Instance);
        _snapshots = new SnapshotBuilder(_history, world.Store.Rows, world.Time);
        PlanLook();
    }

    public bool IsAlive { get; private set; } = true;

    public bool IsStopping { get; private set; }

    public SimulatedLogWriter Writer { get; }

    public bool IsQuiet => Writer.IsIdle && _open.Values.All(slot => slot.Document is { IsQuiet: true });

    public IReadOnlyCollection<Slot> Slots => _open.Values;

    /// <summary>Opens a document; <paramref name="opened"/> hears null when it is not available.</summary>
    public void Open(DocumentName name, Action<SimulatedDocument?> opened)
    {
        if (!IsAlive || IsStopping)
        {
            opened(null);
            return;
        }

        if (!_open.TryGetValue(name, out var slot) || (_world.Flaw == Flaw.LoadTwice && slot.Document is null))
        {
            _open[name] = slot = new Slot(name);
            Load(slot);
        }

        slot.Holders++;
        if (slot.Document is { } document)
        {
            opened(document);
        }
        else
        {
            slot.Waiting.Add(opened);
        }
    }

    public void Release(Slot slot)
    {
        if (_world.Flaw != Flaw.ForgetRelease)
        {
            slot.Holders--;
        }
    }

    public bool TryForget(Slot slot)
    {
        if (slot.Holders > 0)
        {
            return false;
        }

        Forget(slot);
        return true;
    }

    public void Forget(Slot slot)
    {
        slot.IsGone = true;
        if (_open.TryGetValue(slot.Name, out var current) && current == slot)
        {
            _open.Remove(slot.Name);
        }
    }

    public void Save(SaveSnapshot save, SimulatedDocument document) => _world.Time.After(StoreLatency(), () =>
    {
        if (IsAlive && !document.HasEnded)
        {
            document.Snapshotted(save.Request, TrySave(document.Name, save.Request));
        }
    });

    public void Read(ReadEntries read, SimulatedDocument document) => _world.Time.After(StoreLatency(), () =>
    {
        if (IsAlive && !document.HasEnded)
        {
            document.Read(TryRead(document.Name, read));
        }
    });

    /// <summary>The plug is pulled.</summary>
    public void Crash()
    {
        IsAlive = false;
        _world.Store.Orphan(this);
        _world.Oracle.Crashed(this);
    }

    /// <summary>SIGTERM: every document is asked to stop; then the process ends.</summary>
    public void Stop(Action ended)
    {
        IsStopping = true;
        foreach (var slot in _open.Values.ToArray())
        {
            slot.Document?.Stop();
        }

        var deadline = _world.Time.Now + _world.Options.StopTimeout;
        AwaitEnd();

        void AwaitEnd() => _world.Time.After(TimeSpan.FromMilliseconds(50), () =>
        {
            if (!IsAlive)
            {
                return;
            }

            var isLate = _world.Time.Now >= deadline;
            if (isLate)
            {
                foreach (var slot in _open.Values.ToArray())
                {
                    slot.Document?.StopNow();
                }
            }

            if (isLate || _open.Count == 0)
            {
                Crash();
                ended();
            }
            else
            {
                AwaitEnd();
            }
        });
    }

    public void Dispose() => _snapshots.Dispose();

    // As StoreWatch does: what is seen is some time old when the document hears of it.
    private void PlanLook() => _world.Time.After(_world.Options.LookEvery * (0.5 + _world.Dice.Random.NextDouble()), () =>
    {
        if (!IsAlive)
        {
            return;
        }

        foreach (var document in _open.Values.Select(slot => slot.Document).OfType<SimulatedDocument>().ToArray())
        {
            if (TryFind(document.Name) is { } record && record.LastSeq > document.KnownSeq)
            {
                _world.Time.After(StoreLatency(), () => document.Seen(record));
            }
        }

        PlanLook();
    });

    private DocumentRecord? TryFind(DocumentName name)
    {
        try
        {
            return Now.Of(_world.Store.Rows.FindAsync(name, CancellationToken.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Load(Slot slot)
    {
        if (_world.Flaw == Flaw.LoadBeforeLogIsWritten)
        {
            Read(slot);
            return;
        }

        Writer.WhenWritten(slot.Name, () => Read(slot));
        _world.Time.After(_world.Options.LoadTimeout, () =>
        {
            if (IsAlive && !slot.HasReadStarted)
            {
                Unavailable(slot);
            }
        });
    }

    private void Read(Slot slot)
    {
        if (!IsAlive || slot.IsGone)
        {
            return;
        }

        slot.HasReadStarted = true;
        _world.Time.After(StoreLatency(), () =>
        {
            if (!IsAlive)
            {
                return;
            }

            if (TryRead(slot.Name) is not { } loaded)
            {
                _world.Trace.Write($"{slot.Name}: could not be loaded");
                Unavailable(slot);
                return;
            }

            _world.Trace.Write($"{slot.Name}: loaded at {loaded.DurableSeq}, snapshot {loaded.SnapshotSeq}");
            _world.Oracle.Loaded(this, loaded);
            slot.Memory = loaded.Doc;
            slot.Document = new SimulatedDocument(_world, this, slot, new DocumentActor(loaded, new OpenAccessPolicy(), _world.Limits, _world.Options));
            slot.Document.Start(IsStopping);
            Answer(slot);
        });
    }

    private LoadedDocument? TryRead(DocumentName name)
    {
        try
        {
            var record = Now.Of(_world.Store.Rows.FindAsync(name, CancellationToken.None));
            var stored = Now.Of(_history.ReadAsync(name, record?.LastSeq ?? 0, CancellationToken.None));
            return new LoadedDocument(
                name, stored.Doc, Generation(record?.Generation), stored.Seq, stored.SnapshotSeq, stored.BytesSinceSnapshot, stored.Bytes);
        }
        catch (IOException)
        {
            return _world.Flaw == Flaw.LoadErrorIsEmpty
                ? new LoadedDocument(name, _history.NewDoc(), _world.Dice.NextGuid(), 0, 0, 0, 0)
                : null;
        }
    }

    private IReadOnlyList<LoggedUpdate>? TryRead(DocumentName name, ReadEntries read)
    {
        try
        {
            return Now.Of(EntriesReading.ReadAsync(_world.Store.Rows, name, read, CancellationToken.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private Guid Generation(Guid? stored) => stored is { } known && _world.Flaw != Flaw.ForgetGeneration ? known : _world.Dice.NextGuid();

    // Forgotten before anybody hears of it, so that whoever tries again gets a new load.
    private void Unavailable(Slot slot)
    {
        Forget(slot);
        Answer(slot);
    }

    private static void Answer(Slot slot)
    {
        var waiting = slot.Waiting.ToArray();
        slot.Waiting.Clear();
        foreach (var opened in waiting)
        {
            opened(slot.Document);
        }
    }

    private SnapshotInfo? TrySave(DocumentName name, SnapshotRequest request)
    {
        try
        {
            var what = _world.Flaw == Flaw.SnapshotClaimsTooMuch && request.Seq > 1
                ? new SnapshotRequest(request.Seq - 1, request.Kind, request.Label, request.CreatedBy)
                : request;
            var info = _world.Flaw == Flaw.SnapshotFromMemory
                ? SaveMemory(name, request)
                : Now.Of(_snapshots.SaveAsync(name, what, CancellationToken.None));
            if (what != request)
            {
                info = Overclaim(name, info, request);
            }

            _world.Oracle.Saved(info);
            if (_world.IsStormy && _world.Weather.HasDamagedSnapshots && _world.Dice.Chance(0.3))
            {
                _world.Trace.Write($"{name}: snapshot {info.Id} at {info.Seq} is damaged");
                _world.Store.Rows.DamageSnapshot(info.Id);
                _world.Oracle.Damaged(info.Id);
            }

            // Stored, but the answer is lost.
            return _world.IsStormy && _world.Dice.Chance(_world.Weather.SaveFails / 3) ? null : info;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private SnapshotInfo SaveMemory(DocumentName name, SnapshotRequest request)
    {
        using var reading = _open[name].Memory!.ReadTransaction();
        var state = reading.StateDiffV2(stateVector: null);
        return Now.Of(_world.Store.Rows.SaveAsync(
            new NewSnapshot(name, request.Seq, state, request.Kind, request.Label, request.CreatedBy, _world.Time.Now), CancellationToken.None));
    }

    private SnapshotInfo Overclaim(DocumentName name, SnapshotInfo info, SnapshotRequest request)
    {
        var stored = Now.Of(_world.Store.Rows.FindAsync(name, info.Id, CancellationToken.None))!;
        return Now.Of(_world.Store.Rows.SaveAsync(
            new NewSnapshot(name, request.Seq, stored.State, request.Kind, request.Label, request.CreatedBy, _world.Time.Now), CancellationToken.None));
    }

    private TimeSpan StoreLatency() => _world.Dice.Latency(_world.Weather.StoreMilliseconds);
}
