using System.Text.Json;
using CollabServer.Crdt.Tests.Fixtures;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>Random histories, made by Yjs in every run; <see cref="Seeds"/> says which. What they meet is counted, and no count may be zero.</summary>
public sealed class DifferentialTests
{
    private const int Histories = 3000;

    /// <summary>
    /// Fewer, of other seeds than the usual ones, may miss a cell by chance: the rarest is hit by one history in 750, and there are hundreds.
    /// </summary>
    private const int EnoughForAnyCell = 10_000;

    /// <summary>Every so many, moments are restored and shown to Yjs, which takes as long as everything else.</summary>
    private const int RestoredEvery = 20;

    [Fact]
    public async Task Histories_give_the_bytes_the_content_and_the_events_that_Yjs_gives()
    {
        var ct = TestContext.Current.CancellationToken;
        var coverage = new CoverageTable();
        await using var yjs = YjsPeer.Start();
        await using var judge = YjsPeer.Start();
        Task<JsonDocument>? ahead = null;
        var taken = await Seeds.ForEachAsync(Histories, async seed =>
        {
            using var answer = await (ahead ?? yjs.HistoryAsync(seed, ct));
            // Made while this one is compared.
            ahead = yjs.HistoryAsync(seed + 1, ct);
            var history = new History(answer.RootElement);
            coverage.Add(answer.RootElement.GetProperty("coverage"));
            HistoryComparison.Check(history);
            ReplayComparison.Check(history);
            if (history.IsAligned && seed % RestoredEvery == 0)
            {
                await RestoreComparison.CheckAsync(history, judge, ct);
            }
        });

        (await ahead!).Dispose();
        Seeds.Report(coverage.ToString());
        var enough = Seeds.AreUsual ? Histories : EnoughForAnyCell;
        if (taken < enough)
        {
            Seeds.Report($"Empty cells are no failure: {taken} histories were compared, and only {enough} would be enough to hit every cell.");
            return;
        }

        Assert.True(coverage.Empty().Count == 0, $"Of {coverage.Cells} cells these were never hit: {string.Join(", ", coverage.Empty())}");
    }
}
