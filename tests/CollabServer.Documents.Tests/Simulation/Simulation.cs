using CollabServer.Crdt.Updates;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Simulation.Editors;
using CollabServer.Documents.Tests.Simulation.Server;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>One world from its seed: a server, a store, editors, and faults that strike them; then healing, or the plug is pulled.</summary>
internal sealed class Simulation
{
    /// <summary>The longest of what may still be under way, one after the other: a stuck transaction, a pause of the log writer, a load.</summary>
    private static readonly TimeSpan HealsWithin = TimeSpan.FromSeconds(75);

    private readonly World _world;
    private readonly DocumentName[] _names;
    private readonly SimulatedEditor[] _editors;
    private readonly TimeSpan _storm;

    private Simulation(World world)
    {
        _world = world;
        var dice = world.Dice;
        _names = [.. Enumerable.Range(1, dice.Between(1, 3)).Select(number => DocumentName.Parse($"doc{number}"))];
        _editors = [.. Enumerable.Range(1, dice.Between(2, 5)).Select(number => new SimulatedEditor(world, number, dice.Pick(_names)))];
        _storm = dice.Milliseconds(1_500, 7_000);
        if (world.Weather.Servers > 1)
        {
            Array.ForEach(_names, Create);
        }

        EnsureNodes();
    }

    /// <exception cref="ViolationException">Something that must always hold does not.</exception>
    public static World Run(int seed, Flaw flaw = Flaw.None, Weather? weather = null, bool isTraced = false) =>
        Run(new World(seed, weather, flaw, isTraced));

    /// <inheritdoc cref="Run(int, Flaw, Weather, bool)"/>
    public static World Run(World world)
    {
        var simulation = new Simulation(world);
        simulation.Storm();
        if (world.Dice.Chance(0.75))
        {
            simulation.Heal();
        }
        else
        {
            simulation.PullThePlug();
        }

        return world;
    }

    // Servers that make a new document at the same time give it two generations, and one of them stands until it commits: who then comes from the
    // other server is turned away. That is not what these worlds are about, so the documents are there already.
    private void Create(DocumentName name)
    {
        var edit = new Copy(_world, name).Type();
        var update = new NewUpdate(edit.Update, Author: null, edit.Client, _world.Time.Now, UpdateOrigin.Import);
        var batch = new AppendBatch(name, _world.Dice.NextGuid(), _world.Dice.NextGuid(), KnownSeq: 0, [update]);
        _world.Oracle.Of(name).Given(update);
        _world.Oracle.Committed([batch], Now.Of(_world.Store.Rows.AppendAsync([batch], CancellationToken.None)));
    }

    private void Storm()
    {
        var (dice, weather) = (_world.Dice, _world.Weather);
        var pace = dice.Pick([100.0, 300.0, 900.0]);
        foreach (var editor in _editors)
        {
            _world.Time.After(dice.Milliseconds(0, 500), editor.Open);
            _world.NowAndThen(pace, editor.Edit);
            _world.NowAndThen(3_000, () => Toggle(editor));
        }

        _world.NowAndThen(2_500, ApplyFromOutside);
        _world.NowAndThen(4_000, NameVersion);
        When(weather.HasRestores, 2_000, Restore);
        When(weather.HasDrops, 700, () => Any()?.Break());
        When(weather.HasVanishing, 3_000, () => dice.Pick(_editors).Vanish());
        When(weather.HasClogs, 2_000, Clog);
        When(weather.HasOutages, 4_000, Outage);
        When(weather.HasRefusals, 5_000, Refuse);
        When(weather.HasCrashes, 3_500, () => Restart(node => node.Crash()));
        When(weather.HasStops, 4_000, Stop);
        When(weather.HasDocumentFailures, 3_000, FailDocument);
        _world.Time.Advance(_storm);
    }

    // Everything works from here on: whatever was typed becomes durable, everybody knows, and all have the same.
    private void Heal()
    {
        _world.Trace.Write($"healing");
        _world.IsStormy = false;
        _world.Store.IsDown = false;
        _world.Store.Refuses = null;

        // In a storm they may be smaller than what an editor has to say at once.
        (_world.Limits.MaxUnsavedBytes, _world.Limits.MaxTotalUnsavedBytes) = (1_000_000, 1_000_000);
        _world.Time.After(TimeSpan.FromSeconds(1), EnsureNodes);

        foreach (var editor in _editors.Where(editor => !editor.IsOpen))
        {
            editor.Open();
        }

        Await(() => _world.Store.IsIdle, () => "A transaction of a dead process does not end.");
        Await(() => _world.Nodes.Count == _world.Weather.Servers && _world.Nodes.All(node => node is { IsAlive: true, IsStopping: false }), () => "A server does not come back.");
        Await(IsSettled, Unsettled);

        // Servers do not talk to each other, and the dead not at all: each looks at the log now and then.
        Await(
            () => IsSettled() && _world.Nodes.All(node => node.Slots.All(IsUpToDate))
                && _editors.All(editor => editor.Copy.Read().Equals(_world.Oracle.Of(editor.Document).Read())),
            () => "Somebody lacks what another process has logged.");
        _world.Oracle.CheckEverything();
        foreach (var editor in _editors)
        {
            RequireSame(editor.ToString(), editor.Document, editor.Copy.Read(), _world.Oracle.Of(editor.Document).Read());
        }

        foreach (var name in _editors.Select(editor => editor.Document).Distinct())
        {
            ReadState(name);
        }

        LeaveEverything();
        LoadEverything();
    }

    private bool IsSettled() => _editors.All(editor => editor.IsSettled) && _world.MessagesUnderWay == 0 && _world.Nodes.All(node => node is { IsAlive: true, IsQuiet: true });

    private bool IsUpToDate(Slot slot) => slot.Document is { } document && document.KnownSeq == _world.Oracle.Of(slot.Name).Entries;

    private void LeaveEverything()
    {
        foreach (var editor in _editors)
        {
            editor.Leave();
        }

        Await(() => _world.Nodes.All(node => node.Slots.Count == 0), () => $"{_world.Nodes.Sum(node => node.Slots.Count)} documents do not leave memory.");
    }

    private void PullThePlug()
    {
        _world.Trace.Write($"the plug is pulled");
        _world.IsStormy = false;
        (_world.Store.IsDown, _world.Store.Refuses) = (false, null);
        foreach (var node in _world.Nodes.ToArray())
        {
            Crash(node);
        }

        EnsureNodes();
        _world.Oracle.CheckEverything();
        foreach (var editor in _editors)
        {
            editor.Leave();
        }

        LoadEverything();
    }

    private void LoadEverything()
    {
        var left = _names.Length;
        foreach (var name in _names)
        {
            Load(name);
        }

        Await(() => left == 0, () => "Documents cannot be loaded.");

        // The oracle looks at every load; here it only has to happen, if not at the first try.
        void Load(DocumentName name) => _world.AnyNode!.Open(name, document =>
        {
            if (document is null)
            {
                _world.Time.After(TimeSpan.FromMilliseconds(100), () => Load(name));
            }
            else
            {
                left--;
            }
        });
    }

    private void ReadState(DocumentName name)
    {
        var command = new ReadState(UpdateEncoding.V1);
        _world.AnyNode!.Open(name, document =>
        {
            document?.Push(command);
            document?.Release();
        });
        Await(() => command.Answer.IsCompleted, () => $"{name} does not answer.");

        // It may have heard of others' entries and not read them yet; then it does not claim them, but holds what it has written behind them.
        var (state, history) = (Now.Of(command.Answer), _world.Oracle.Of(name));
        RequireSame($"the server at {state.Seq}", name, Content.Of([state.Update]), history.ReadAt(state.Seq, state.Update));
        RequireSame("the server with the log", name, history.ReadAt(history.Entries, state.Update), history.Read());
    }

    private static void RequireSame(string who, DocumentName name, Content content, Content expected)
    {
        if (!content.Equals(expected))
        {
            throw new ViolationException(Rule.Convergence, $"{name}: {who} has {content}, the log says {expected}.");
        }
    }

    private void Await(Func<bool> condition, Func<string> fault)
    {
        for (var waited = TimeSpan.Zero; !condition(); waited += TimeSpan.FromMilliseconds(200))
        {
            if (waited > HealsWithin)
            {
                throw new ViolationException(Rule.Liveness, $"{HealsWithin.TotalSeconds} s after healing: {fault()}");
            }

            _world.Time.Advance(TimeSpan.FromMilliseconds(200));
        }
    }

    private string Unsettled() => string.Join("; ", _editors.Where(editor => !editor.IsSettled)
        .Select(editor => $"{editor} has {editor.Copy.Durable} of {editor.Copy.Own.Count} edits durable, {(editor.Connection is null ? "not " : "")}connected"));

    private void When(bool happens, double milliseconds, Action action)
    {
        if (happens)
        {
            _world.NowAndThen(milliseconds, action);
        }
    }

    private SimulatedConnection? Any() => _world.Dice.Pick(_editors).Connection;

    private void Toggle(SimulatedEditor editor)
    {
        if (editor.IsOpen)
        {
            editor.Leave();
        }
        else
        {
            editor.Open();
        }
    }

    // Connections are held up one by one and let go in another order.
    private void Clog()
    {
        foreach (var editor in _editors.Where(_ => _world.Dice.Chance(0.6)))
        {
            if (editor.Connection is { } connection)
            {
                (_world.Dice.Chance(0.5) ? connection.Up : connection.Down).ClogUntil = _world.Time.Now + _world.Dice.Milliseconds(100, 3_000);
            }
        }
    }

    private void Outage()
    {
        (_world.Store.IsDown, _world.Store.IsSilent) = (true, _world.Dice.Chance(0.4));
        _world.Trace.Write($"store: down, {(_world.Store.IsSilent ? "silent" : "refusing")}");
        _world.Time.After(_world.Dice.Milliseconds(100, 5_000), () => _world.Store.IsDown = false);
    }

    private void Refuse()
    {
        _world.Store.Refuses = _world.Dice.Pick(_names);
        _world.Time.After(_world.Dice.Milliseconds(100, 4_000), () => _world.Store.Refuses = null);
    }

    private void Restart(Action<SimulatedNode> end)
    {
        if (_world.AnyNode is { IsAlive: true } node)
        {
            end(node);
            Down(node);
        }
    }

    private void Stop()
    {
        if (_world.AnyNode is { IsAlive: true, IsStopping: false } node)
        {
            _world.Trace.Write($"node: stops");
            node.Stop(() => Down(node));
        }
    }

    private void Down(SimulatedNode node)
    {
        Crash(node);
        _world.Time.After(_world.Dice.Milliseconds(50, 2_500), EnsureNodes);
    }

    private void Crash(SimulatedNode node)
    {
        if (!_world.Nodes.Remove(node))
        {
            return;
        }

        _world.Trace.Write($"node: dead");
        if (node.IsAlive)
        {
            node.Crash();
        }

        node.Dispose();
        foreach (var connection in _editors.Select(editor => editor.Connection).Where(connection => connection?.Node == node))
        {
            connection?.LoseServer();
        }
    }

    private void EnsureNodes()
    {
        while (_world.Nodes.Count < _world.Weather.Servers)
        {
            _world.Trace.Write($"node: up");
            _world.Nodes.Add(new SimulatedNode(_world));
        }
    }

    private void FailDocument() => _world.AnyNode?.Slots.Select(slot => slot.Document).FirstOrDefault(document => document is not null)?.Fail();

    // A program that types over REST and never comes back: nobody heals what the server loses of it. Some send their second edit first, which
    // then waits in the document, but in the log already.
    private void ApplyFromOutside()
    {
        var copy = new Copy(_world, _world.Dice.Pick(_names));
        var first = copy.Type();
        if (_world.Dice.Chance(0.3))
        {
            Apply(copy.Type());
        }

        _world.Time.After(_world.Dice.Milliseconds(0, 500), () =>
        {
            if (_world.IsStormy)
            {
                Apply(first);
            }
        });
    }

    private void Apply(Edit edit) => _world.AnyNode?.Open(edit.Document, document =>
    {
        document?.Push(new ApplyUpdate(edit.Update, UpdateEncoding.V1, Author: null, UpdateOrigin.Api));
        document?.Release();
    });

    private void Restore()
    {
        var name = _world.Dice.Pick(_names);
        var history = _world.Oracle.Of(name);
        if (history.Entries > 0)
        {
            var target = history.DocAt(_world.Dice.Between(1, (int)history.Entries));
            _world.AnyNode?.Open(name, document =>
            {
                document?.Push(new RestoreDocument(target, Label: null, RestoredBy: null));
                document?.Release();
            });
        }
    }

    private void NameVersion() => _world.AnyNode?.Open(_world.Dice.Pick(_names), document =>
    {
        document?.Push(new NameVersion("version", CreatedBy: null));
        document?.Release();
    });
}
