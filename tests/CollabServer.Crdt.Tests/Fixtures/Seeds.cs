using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace CollabServer.Crdt.Tests.Fixtures;

/// <summary>
/// The seeds of a random test. By default always the same ones. <c>COLLAB_DIFF_SEED</c> names the one to repeat, or with <c>random</c> lets the
/// clock choose where to start; <c>COLLAB_DIFF_SECONDS</c> goes on from there until the time is up.
/// </summary>
internal static class Seeds
{
    /// <summary>A run of so many is stopped: what is broken shows in fewer.</summary>
    private const int EnoughFailures = 20;

    private static readonly string? Seed = Environment.GetEnvironmentVariable("COLLAB_DIFF_SEED");
    private static readonly string? Seconds = Environment.GetEnvironmentVariable("COLLAB_DIFF_SECONDS");

    /// <summary>The seeds are those of an ordinary run, or go on where these end.</summary>
    public static bool AreUsual { get; } = string.IsNullOrEmpty(Seed);

    private static bool IsRepetition { get; } = Seed is not (null or "" or "random") && string.IsNullOrEmpty(Seconds);

    /// <summary>All failures are gathered, so that a long run finds more than its first.</summary>
    /// <param name="count">How many seeds an ordinary run takes.</param>
    /// <param name="check">Throws if something is wrong with a seed.</param>
    /// <returns>How many seeds were taken.</returns>
    public static async Task<int> ForEachAsync(int count, Func<int, Task> check)
    {
        var failures = new List<string>();
        var first = First();
        var seed = first;
        foreach (var next in From(first, count))
        {
            seed = next;
            try
            {
                await check(seed);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add($"COLLAB_DIFF_SEED={seed}: {e}");
                if (failures.Count == EnoughFailures)
                {
                    break;
                }
            }
        }

        Report($"seeds {first} to {seed}, {failures.Count} failed");
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine + Environment.NewLine, failures));
        return seed - first + 1;
    }

    /// <inheritdoc cref="ForEachAsync"/>
    public static void ForEach(int count, Action<int> check) => ForEachAsync(count, seed =>
    {
        check(seed);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    public static void Report(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    private static IEnumerable<int> From(int first, int count)
    {
        if (string.IsNullOrEmpty(Seconds))
        {
            return Enumerable.Range(first, IsRepetition ? 1 : count);
        }

        return Until(first, TimeSpan.FromSeconds(int.Parse(Seconds, CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<int> Until(int first, TimeSpan end)
    {
        var clock = Stopwatch.StartNew();
        for (var seed = first; clock.Elapsed < end; seed++)
        {
            yield return seed;
        }
    }

    private static int First() => Seed switch
    {
        null or "" => 1,
        "random" => (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000 * 1_000),
        _ => int.Parse(Seed, CultureInfo.InvariantCulture),
    };
}
