using CollabServer.Crdt.Updates;
using CollabServer.Documents.Log;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Tests.Support;
using CollabServer.Testing;
using Microsoft.Extensions.Hosting;

namespace CollabServer.Documents.Tests.Retention;

public sealed class HistorySweepTests
{
    private readonly InMemoryStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_document_gets_its_turn_again_and_again()
    {
        await using var node = NewNode();
        await WriteAsync(node, "one", "two");
        using var sweep = await StartAsync(node);
        await AdvanceUntilThinnedAsync(node, 3, "one", "two");

        await WriteAsync(node, "three");
        await AdvanceUntilThinnedAsync(node, 3, "three");
        await sweep.StopAsync(Ct);
    }

    [Fact]
    public async Task A_document_that_cannot_be_thinned_does_not_keep_the_others_from_it()
    {
        await using var node = NewNode();
        await WriteAsync(node, "bad", "good");
        _store.BeforeRead = (name, _) => name.Value == "bad" ? throw new IOException("disk") : Task.CompletedTask;
        using var sweep = await StartAsync(node);
        await AdvanceUntilThinnedAsync(node, 3, "good");

        Assert.True(node.Logs.Has(1024));
        _store.BeforeRead = null;
        await AdvanceUntilThinnedAsync(node, 3, "bad");
        await sweep.StopAsync(Ct);
    }

    [Fact]
    public async Task Without_a_policy_nothing_runs()
    {
        await using var node = new TestNode(_store);
        using var sweep = await StartAsync(node);

        await sweep.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    private TestNode NewNode() => new(
        _store,
        history: history => (history.KeepUpdates, history.ThinAfterEntries, history.SweepEvery) = (TimeSpan.FromHours(1), 1, TimeSpan.FromHours(6)));

    private static async Task<HistorySweep> StartAsync(TestNode node)
    {
        var sweep = node.Get<IEnumerable<IHostedService>>().OfType<HistorySweep>().Single();
        await sweep.StartAsync(Ct);
        return sweep;
    }

    private static async Task WriteAsync(TestNode node, params string[] names)
    {
        foreach (var name in names)
        {
            using var document = await node.OpenAsync(name);
            for (var i = 0UL; i < 4; i++)
            {
                await document.ApplyAsync(Updates.Typed(1, i, "x"), UpdateEncoding.V1, author: null, UpdateOrigin.Api, Ct);
            }
        }
    }

    private Task AdvanceUntilThinnedAsync(TestNode node, long throughSeq, params string[] names) => node.AdvanceUntilAsync(
        () => names.All(name => _store.MeasureAsync(DocumentName.Parse(name), Ct).Result!.Record.TrimmedThrough == throughSeq),
        TimeSpan.FromHours(3),
        $"{string.Join(", ", names)} are thinned");
}
