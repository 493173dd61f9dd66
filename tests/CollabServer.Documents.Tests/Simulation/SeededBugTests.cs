namespace CollabServer.Documents.Tests.Simulation;

/// <summary>The test of the test: each bug, switched on, must be found.</summary>
public sealed class SeededBugTests
{
    private const int MostSeeds = 300;

    [Fact]
    public void Every_seeded_bug_is_found()
    {
        var missed = new List<Flaw>();
        Flaw[] flaws = [.. Enum.GetValues<Flaw>().Where(flaw => flaw != Flaw.None)];
        foreach (var flaw in flaws)
        {
            var (seed, found) = Find(flaw);
            TestContext.Current.TestOutputHelper?.WriteLine(found is null ? $"{flaw}: missed in {MostSeeds} seeds" : $"{flaw}: seed {seed}, {found.Message.Split('\n')[0]}");
            if (found is null)
            {
                missed.Add(flaw);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{flaws.Length - missed.Count}/{flaws.Length} seeded bugs found");
        Assert.Empty(missed);
    }

    private static (int Seed, ViolationException? Found) Find(Flaw flaw)
    {
        for (var seed = 1; seed <= MostSeeds; seed++)
        {
            try
            {
                Simulation.Run(seed, flaw);
            }
            catch (ViolationException e)
            {
                return (seed, e);
            }
        }

        return (MostSeeds, null);
    }
}
