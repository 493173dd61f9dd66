using System.Diagnostics.Metrics;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;
using CollabServer.Testing;
using Microsoft.Extensions.Hosting;

namespace CollabServer.Documents.Tests.Directory;

public sealed class StoreWatchTests : IAsyncDisposable
{
    private static readonly DocumentName Doc = DocumentName.Parse("doc");

    private readonly InMemoryStore _store = new();
    private readonly TestNode _here;
    private readonly TestNode _there;

    public StoreWatchTests() => (_here, _there) = (new TestNode(_store), new TestNode(_store));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Fact]
    public async Task A_document_that_is_only_read_here_shows_what_another_server_writes()
    {
        using var watch = await StartAsync(_here);
        await using var ada = await _there.JoinAsync();
        await ada.SaveAsync(Updates.Typed(1, 0, "hello"), 1);
        await using var bob = await _here.JoinAsync();
        Assert.Equal("hello", await bob.ReadTextAsync());
        await ada.SaveAsync(Updates.Typed(1, 5, " you"), 2);

        var heard = bob.Outbox.NextAsync<ServerUpdate>();
        await _here.AdvanceUntilAsync(() => heard.IsCompleted, TimeSpan.FromSeconds(1), "the other server's edit arrives");
        Assert.Equal("hello you", await bob.ReadTextAsync());
        await watch.StopAsync(Ct);
    }

    [Fact]
    public async Task A_look_that_fails_is_not_the_last_one_and_said_once()
    {
        await using var bob = await _here.JoinAsync();
        var looks = 0;
        _store.BeforeRead = (_, _) => Interlocked.Increment(ref looks) < 4 ? throw new IOException("down") : Task.CompletedTask;
        using var watch = await StartAsync(_here);
        await _here.AdvanceUntilAsync(() => Volatile.Read(ref looks) >= 4, TimeSpan.FromSeconds(1), "looking goes on");

        Assert.Single(_here.Logs.Lines, line => line.Id == 1017);
        await watch.StopAsync(Ct);
    }

    [Fact]
    public async Task A_quarantine_that_begins_and_ends_elsewhere_begins_and_ends_here()
    {
        await using var ada = await _here.JoinAsync();
        await ada.SaveAsync(Updates.Typed(1, 0, "hello"), 1);
        using var watch = await StartAsync(_here);
        await _store.QuarantineAsync(Doc, new DocumentQuarantine(_here.Clock.GetUtcNow(), "by hand"), Ct);
        var told = ada.Outbox.NextAsync<Notice>(notice => notice.Code == NoticeCode.Quarantined);
        await _here.AdvanceUntilAsync(() => told.IsCompleted, TimeSpan.FromSeconds(1), "editors are told");

        await _store.ReleaseAsync(Doc, Ct);
        await _here.AdvanceUntilAsync(() => ada.Outbox.Closed.IsCompleted, TimeSpan.FromSeconds(1), "editors are sent away");
        Assert.Equal(CloseCode.ServiceRestart, await ada.Outbox.Closed);
        await using var again = await _here.JoinAsync();
        await again.SaveAsync(Updates.Typed(1, 5, "!"), 1);
        await watch.StopAsync(Ct);
    }

    [Fact]
    public async Task The_number_of_quarantined_documents_is_measured()
    {
        var measured = -1L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, one) =>
        {
            if (instrument.Meter.Scope == _here.Meters && instrument.Name == "collab.documents.quarantine")
            {
                one.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => measured = value);
        listener.Start();
        await using (var ada = await _there.JoinAsync())
        {
            await ada.SaveAsync(Updates.Typed(1, 0, "hello"), 1);
        }

        await _store.QuarantineAsync(Doc, new DocumentQuarantine(_here.Clock.GetUtcNow(), "by hand"), Ct);
        listener.RecordObservableInstruments();
        Assert.Equal(-1, measured);
        await Watch(_here).LookAsync(Ct);
        listener.RecordObservableInstruments();
        Assert.Equal(1, measured);
    }

    private static StoreWatch Watch(TestNode node) => node.Get<IEnumerable<IHostedService>>().OfType<StoreWatch>().Single();

    private static async Task<StoreWatch> StartAsync(TestNode node)
    {
        var watch = Watch(node);
        await watch.StartAsync(Ct);
        return watch;
    }
}
