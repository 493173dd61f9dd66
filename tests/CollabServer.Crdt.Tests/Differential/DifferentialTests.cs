using System.Text.Json;
using CollabServer.Crdt.Tests.Fixtures;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>Random histories, made by Yjs in every run; <see cref="Seeds"/> says which. What they meet is counted, and no count may be zero.</summary>
public sealed class DifferentialTests
{
    private const int Histories = 1000;

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
        await Seeds.ForEachAsync(Histories, async seed =>
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
        Assert.True(Seeds.IsRepetition || coverage.Empty().Count == 0, $"Of {coverage.Cells} cells these were never hit: {string.Join(", ", coverage.Empty())}");
    }
}
