using CollabServer.Crdt.Tests.Fixtures;
using Xunit;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>
/// Random histories, made by Yjs in every run; <see cref="Seeds"/> says which.
/// </summary>
public sealed class DifferentialTests
{
    private const int Histories = 60;

    [Fact]
    public async Task Fresh_histories_give_the_bytes_and_the_content_that_Yjs_gives()
    {
        var ct = TestContext.Current.CancellationToken;
        var coverage = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await using var yjs = YjsPeer.Start();
        await Seeds.ForEachAsync(Histories, async seed =>
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

        Seeds.Report($"content | encoding | garbage collection | delivery: blobs{Environment.NewLine}"
            + string.Join(Environment.NewLine, coverage.Select(c => $"{c.Key}: {c.Value}")));
    }
}
