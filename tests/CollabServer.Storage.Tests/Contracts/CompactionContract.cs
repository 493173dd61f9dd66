using CollabServer.Documents;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Retention;
using CollabServer.Storage.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>Servers over the same documents that write, take checkpoints and thin at the same time.</summary>
public abstract class CompactionContract(StoreFixture fixture) : IAsyncLifetime
{
    private OpenStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Two_servers_that_edit_one_document_and_take_checkpoints_lose_nothing()
    {
        var name = Given.Name();
        await using var another = await fixture.OpenAnotherAsync();
        await using var one = new ServerNode(_store, Eager);
        await using var two = new ServerNode(another, Eager);
        await using var sweeperOne = new ServerNode(_store, more: Thinning);
        await using var sweeperTwo = new ServerNode(another, more: Thinning);
        var (ada, bob) = (new Writer(name), new Writer(name));

        await Task.WhenAll(
            Task.Run(() => ada.TypeComingBackAsync(one, new string('a', 30)), Ct),
            Task.Run(() => bob.TypeComingBackAsync(two, new string('b', 30)), Ct),
            ThinAsync(sweeperOne, name, times: 5),
            ThinAsync(sweeperTwo, name, times: 5));

        // Entries that were thinned before the other server had read them cost it its copy, which is loaded anew. Nobody thins any more.
        // An answer says that the document is what its log says, whoever wrote it.
        await ada.TypeComingBackAsync(one, "A");
        await bob.TypeComingBackAsync(two, "B");
        await ada.TypeComingBackAsync(one, "A");
        var live = await ada.ReadAsync(one);
        await Task.WhenAll(one.Directory.StopAsync(Ct), two.Directory.StopAsync(Ct));

        await using var later = new ServerNode(_store);
        var text = await ada.ReadAsync(later);
        Assert.Equal(text, live);
        Assert.Equal((30, 30, 63), (text.Count(c => c == 'a'), text.Count(c => c == 'b'), text.Length));
        var found = await later.Get<DocumentExaminer>().ExamineAsync(name, Ct);
        Assert.True(found!.IsSound, string.Join(' ', found.Findings.Select(finding => finding.Sentence)));
        Assert.Equal(63, found.LastSeq);
    }

    [Fact]
    public async Task One_checkpoint_is_kept_when_two_servers_take_it_at_once()
    {
        var writer = new Writer(Given.Name());
        await using var another = await fixture.OpenAnotherAsync();
        await using (var node = new ServerNode(_store))
        {
            await writer.TypeAsync(node, "abc");
        }

        byte[] state = [1, 2, 3];
        var saved = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            () => (i % 2 == 0 ? _store : another).Snapshots.SaveAsync(Given.Snapshot(writer.Name, 3, state: state), Ct), Ct)));

        Assert.Single(saved.Select(info => info.Id).Distinct());
    }

    private static void Eager(DocumentsOptions options) =>
        (options.CheckpointAfterUpdates, options.IdleCheckpointAfterUpdates) = (5, 5);

    // Its clock is a day ahead: whatever was written is old enough to go.
    private static void Thinning(IServiceCollection services) => services.AddSingleton<TimeProvider>(new Tomorrow()).Configure<HistoryOptions>(history =>
        (history.KeepUpdates, history.KeepCheckpoints, history.ThinAfterEntries) = (TimeSpan.FromHours(1), 2, 1));

    private static async Task ThinAsync(ServerNode node, DocumentName name, int times)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                await node.Get<HistoryThinning>().ThinAsync(name, Ct);
            }
            catch (TrimRefusedException)
            {
                // The other was faster.
            }
        }
    }

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(1);
    }
}
