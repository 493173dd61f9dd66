using System.Globalization;
using CollabServer.Documents.Tests.Simulation.Store;

namespace CollabServer.Documents.Tests.Simulation;

/// <summary>Thousands of worlds. A failure names its seed, which replays it.</summary>
public sealed class SimulationTests
{
    private const int TraceLines = 80;

    private static int Seeds => Setting("COLLAB_SIM_SEEDS", 2_000);

    private static int FirstSeed => Setting("COLLAB_SIM_SEED", 1);

    [Fact]
    public void Nothing_acknowledged_is_lost_and_everything_heals()
    {
        var (edits, commits, events) = (0L, 0L, 0L);
        for (var seed = FirstSeed; seed < FirstSeed + Seeds; seed++)
        {
            var world = Run(seed, weather: null);
            edits += world.Oracle.Edits;
            commits += world.Oracle.Commits;
            events += world.Time.Events;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seeds {FirstSeed} to {FirstSeed + Seeds - 1}: {events} events, {edits} edits, {commits} commits");
        Assert.True(commits > 0);
    }

    [Fact]
    public void A_seed_replays_event_for_event()
    {
        for (var seed = FirstSeed; seed < FirstSeed + 20; seed++)
        {
            Assert.Equal(Run(seed, weather: null).Time.Fingerprint, Run(seed, weather: null).Time.Fingerprint);
        }
    }

    [Theory]
    [InlineData(nameof(Fate.RollsBack))]
    [InlineData(nameof(Fate.BreaksBeforeCommit))]
    [InlineData(nameof(Fate.BreaksAfterCommit))]
    [InlineData(nameof(Fate.Sticks))]
    [InlineData(nameof(Fate.IsRefused))]
    public void Any_single_append_may_fail(string fate)
    {
        for (var (call, world) = (1, (World?)null); world is null || world.Store.Appends >= call; call++)
        {
            world = Run(call % 7, new Weather { FailAppend = (call, Enum.Parse<Fate>(fate)) });
        }
    }

    [Fact]
    public void Any_single_read_may_fail()
    {
        for (var (call, world) = (1, (World?)null); world is null || world.Store.Reads >= call; call++)
        {
            world = Run(call % 7, new Weather { FailRead = call, HasCrashes = true });
        }
    }

    [Fact]
    public void Any_single_snapshot_may_fail()
    {
        for (var (call, world) = (1, (World?)null); world is null || world.Store.Saves >= call; call++)
        {
            world = Run(call % 7, new Weather { FailSave = call });
        }
    }

    // Slow transactions outlive the processes that die, and commit behind what the next process has loaded.
    [Fact]
    public void What_a_dead_process_commits_late_reaches_the_documents_that_are_open()
    {
        var weather = new Weather { HasCrashes = true, HasVanishing = true, ReadFails = 0.05, StoreMilliseconds = 250 };
        var found = 0L;
        for (var seed = FirstSeed; seed < FirstSeed + 300; seed++)
        {
            found += Run(seed, weather).Oracle.ForeignEntries;
        }

        Assert.True(found >= 10, $"{found} entries only.");
    }

    internal static World Run(int seed, Weather? weather)
    {
        try
        {
            return Simulation.Run(seed, weather: weather);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed}, {weather?.ToString() ?? "any weather"}: {e.Message}\n{Replay(seed, weather)}", e);
        }
    }

    private static string Replay(int seed, Weather? weather)
    {
        var world = new World(seed, weather, Flaw.None, isTraced: true);
        try
        {
            Simulation.Run(world);
            return "The replay did not fail: the simulation is not deterministic.";
        }
        catch (Exception)
        {
            return string.Join('\n', world.Trace.Last(TraceLines));
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
