using CollabServer.Documents.Tests.Simulation.Store;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>Which faults a run has, and how often. Each run has some of them, drawn from its seed: all of them at once would hide the rare combinations.</summary>
internal sealed record Weather
{
    public double AppendFails { get; init; }

    public double AppendSticks { get; init; }

    public double ReadFails { get; init; }

    public double SaveFails { get; init; }

    public bool HasOutages { get; init; }

    public bool HasRefusals { get; init; }

    public bool HasCrashes { get; init; }

    public bool HasStops { get; init; }

    public bool HasDrops { get; init; }

    public bool HasClogs { get; init; }

    public bool HasSlowReaders { get; init; }

    public bool HasVanishing { get; init; }

    public bool HasDocumentFailures { get; init; }

    public bool HasDamagedSnapshots { get; init; }

    public bool HasRestores { get; init; }

    /// <summary>Clients send what they have sent already, as another message.</summary>
    public bool HasRepeats { get; init; }

    /// <summary>Processes on the one store.</summary>
    public int Servers { get; init; } = 1;

    /// <summary>Typical time for the store to do anything.</summary>
    public double StoreMilliseconds { get; init; } = 3;

    public double NetworkMilliseconds { get; init; } = 5;

    /// <summary>Fails exactly this append, counted from 1.</summary>
    public (int Call, Fate Fate)? FailAppend { get; init; }

    /// <summary>Fails exactly this read, counted from 1.</summary>
    public int? FailRead { get; init; }

    /// <summary>Fails exactly this snapshot, counted from 1.</summary>
    public int? FailSave { get; init; }

    public static Weather Draw(Dice dice) => new()
    {
        AppendFails = dice.Chance(0.5) ? dice.Pick([0.02, 0.1, 0.4]) : 0,
        AppendSticks = dice.Chance(0.25) ? 0.03 : 0,
        ReadFails = dice.Chance(0.4) ? dice.Pick([0.05, 0.3]) : 0,
        SaveFails = dice.Chance(0.4) ? 0.3 : 0,
        HasOutages = dice.Chance(0.3),
        HasRefusals = dice.Chance(0.15),
        HasCrashes = dice.Chance(0.5),
        HasStops = dice.Chance(0.2),
        HasDrops = dice.Chance(0.6),
        HasClogs = dice.Chance(0.3),
        HasSlowReaders = dice.Chance(0.3),
        HasVanishing = dice.Chance(0.4),
        HasDocumentFailures = dice.Chance(0.15),
        HasDamagedSnapshots = dice.Chance(0.2),
        HasRestores = dice.Chance(0.25),
        HasRepeats = dice.Chance(0.3),
        Servers = dice.Chance(0.3) ? 2 : 1,
        StoreMilliseconds = dice.Pick([0.5, 3.0, 30.0, 250.0]),
        NetworkMilliseconds = dice.Pick([1.0, 10.0, 80.0]),
    };
}
