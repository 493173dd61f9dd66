using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>
/// Fresh random histories, made by Yjs in every run. <c>COLLAB_DIFF_SECONDS</c> says for how long (default 6), <c>COLLAB_DIFF_SEED</c> where to start
/// (default: the time), which repeats a failure.
/// </summary>
public sealed class DifferentialTests
{
    private const int DefaultSeconds = 6;

    [Fact]
    public async Task Fresh_histories_give_the_bytes_and_the_content_that_Yjs_gives()
    {
        var ct = TestContext.Current.CancellationToken;
        var coverage = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await using var yjs = YjsPeer.Start();
        await ForAsync(async seed =>
        {
            using var answer = await yjs.HistoryAsync(seed, ct);
            var history = new History(answer.RootElement);
            foreach (var count in answer.RootElement.GetProperty("coverage").EnumerateObject())
            {
                coverage[count.Name] = coverage.GetValueOrDefault(count.Name) + count.Value.GetInt32();
            }

            HistoryComparison.Check(history);
            if (history.IsAligned)
            {
                await RestoreComparison.CheckAsync(history, yjs, ct);
            }
        });

        Report($"content | encoding | garbage collection | delivery: blobs{Environment.NewLine}"
            + string.Join(Environment.NewLine, coverage.Select(c => $"{c.Key}: {c.Value}")));
    }

    /// <summary>One seed after the other until the time is up. All failures are gathered, so that a long run finds more than its first.</summary>
    internal static async Task ForAsync(Func<int, Task> check)
    {
        var seconds = Setting("COLLAB_DIFF_SECONDS") ?? DefaultSeconds;
        var first = Setting("COLLAB_DIFF_SEED") ?? (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000 * 1_000);
        var failures = new List<string>();
        var clock = Stopwatch.StartNew();
        var seed = first;
        for (; clock.Elapsed.TotalSeconds < seconds && failures.Count < 20; seed++)
        {
            try
            {
                await check(seed);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add($"COLLAB_DIFF_SEED={seed}: {e}");
            }
        }

        Report($"seeds {first} to {seed - 1}, {failures.Count} failed");
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine + Environment.NewLine, failures));
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Report(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
