using CollabServer.Documents.Limits;
using CollabServer.Documents.Tests.Simulation.Server;
using CollabServer.Documents.Tests.Simulation.Store;
using CollabServer.Documents.Tests.Support;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>What all parts of one simulation share.</summary>
internal sealed class World
{
    public World(int seed, Weather? weather, Flaw flaw, bool isTraced)
    {
        Dice = new Dice(seed);
        Trace = new Trace(Time, isTraced);
        Flaw = flaw;
        Weather = weather ?? Weather.Draw(Dice);
        Options = new DocumentsOptions
        {
            UnloadAfter = Dice.Milliseconds(50, 2_000),
            CheckpointAfterUpdates = Dice.Between(3, 30),
            IdleCheckpointAfterUpdates = Dice.Between(1, 5),
            CheckpointWhenIdleFor = Dice.Milliseconds(200, 2_000),
            HelloTimeout = TimeSpan.FromSeconds(2),
            AppendTimeout = Dice.Milliseconds(1_500, 6_000),
            LoadTimeout = Dice.Milliseconds(3_000, 8_000),
            LookEvery = Dice.Milliseconds(100, 3_000),
        };
        Limits = new DocumentLimits
        {
            MaxSyncPartBytes = Dice.Chance(0.3) ? Dice.Between(16, 80) : 4_096,
            MaxUnsavedBytes = Dice.Chance(0.15) ? Dice.Between(300, 2_000) : 1_000_000,
            MaxTotalUnsavedBytes = Dice.Chance(0.1) ? Dice.Between(300, 2_000) : 1_000_000,
        };
        Oracle = new Oracle(this);
        Store = new SimulatedStore(this);
    }

    public VirtualTime Time { get; } = new();

    public Dice Dice { get; }

    public Trace Trace { get; }

    public Flaw Flaw { get; }

    public Weather Weather { get; }

    public DocumentsOptions Options { get; }

    public DocumentLimits Limits { get; }

    public Oracle Oracle { get; }

    public SimulatedStore Store { get; }

    public RecordingDialect Dialect { get; } = RecordingDialect.Native();

    /// <summary>The server processes that are there.</summary>
    public List<SimulatedNode> Nodes { get; } = [];

    /// <summary>Where somebody ends up who looks for a server; null while there is none.</summary>
    public SimulatedNode? AnyNode => Nodes.Count switch { 0 => null, 1 => Nodes[0], _ => Dice.Pick(Nodes) };

    /// <summary>On all connections, those included whose editor has gone.</summary>
    public int MessagesUnderWay { get; set; }

    /// <summary>Faults still happen.</summary>
    public bool IsStormy { get; set; } = true;

    /// <summary>Does something again and again while the storm lasts, at random distances around <paramref name="milliseconds"/>.</summary>
    public void NowAndThen(double milliseconds, Action action) => Time.After(Dice.Milliseconds(milliseconds * 0.1, milliseconds * 2), () =>
    {
        if (IsStormy)
        {
            action();
            NowAndThen(milliseconds, action);
        }
    });
}
