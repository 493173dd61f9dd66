using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Directory;

public sealed class DocumentDirectoryTests : IAsyncDisposable
{
    private static readonly DocumentName Doc = DocumentName.Parse("doc");

    private readonly InMemoryStore _store = new();
    private readonly List<TestNode> _nodes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_clients_of_a_document_see_each_other()
    {
        var node = Node();
        await using var ada = await node.JoinAsync();
        await using var bob = await node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "hello"));

        Assert.Equal("hello", TestClient.TextOf((await bob.Outbox.NextAsync<ServerUpdate>()).Update.Span));
        Assert.Equal([Doc], node.Directory.Names);
    }

    [Fact]
    public async Task Documents_do_not_mix()
    {
        var node = Node();
        await using var ada = await node.JoinAsync("a");
        await using var bob = await node.JoinAsync("b");
        await ada.SaveAsync(Updates.Typed(1, 0, "hello"), 1);

        Assert.Equal("", await bob.ReadTextAsync());
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_plug_was_pulled()
    {
        await using (var node = new TestNode(_store))
        {
            var ada = await node.JoinAsync(user: "ada");
            await ada.SaveAsync(Updates.Typed(1, 0, "hello"), 1);
        }

        await using var reader = await Node().JoinAsync();
        Assert.Equal("hello", await reader.ReadTextAsync());
        var entry = Assert.Single(await LogAsync());
        Assert.Equal("ada", entry.Author);
    }

    [Fact]
    public async Task Everybody_who_opens_a_document_while_it_loads_waits_for_the_same_load()
    {
        var (loads, gate) = (0, new TaskCompletionSource());
        _store.BeforeRead = (_, _) =>
        {
            Interlocked.Increment(ref loads);
            return gate.Task;
        };
        var node = Node();
        var opening = Enumerable.Range(0, 20).Select(_ => node.OpenAsync()).ToArray();
        gate.SetResult();
        var handles = await Task.WhenAll(opening);

        Assert.Equal(1, loads);
        Array.ForEach(handles, handle => handle.Dispose());
    }

    [Fact]
    public async Task A_failed_load_fails_everybody_who_waits_and_is_forgotten()
    {
        await SeedAsync("hello");
        _store.BeforeRead = (_, _) => throw new IOException("database down");
        var node = Node();
        var opening = Enumerable.Range(0, 5).Select(_ => node.OpenAsync()).ToArray();
        foreach (var open in opening)
        {
            await Assert.ThrowsAsync<DocumentUnavailableException>(() => open);
        }

        Assert.Empty(node.Directory.Names);
        _store.BeforeRead = null;
        await using var reader = await node.JoinAsync();
        Assert.Equal("hello", await reader.ReadTextAsync());
    }

    [Fact]
    public async Task A_load_that_hangs_fails_in_time()
    {
        var node = Node();
        _store.BeforeRead = (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        var opening = node.OpenAsync();
        await node.Clock.WhenArmedAsync(1);
        node.Clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<DocumentUnavailableException>(() => opening);
    }

    [Fact]
    public async Task A_large_document_may_take_longer_than_the_first_answer()
    {
        await SeedAsync("hello");
        var (node, reads, gate) = (Node(), 0, new TaskCompletionSource());
        var reading = new TaskCompletionSource();
        _store.BeforeRead = (_, ct) =>
        {
            if (++reads == 1)
            {
                return Task.CompletedTask;
            }

            reading.TrySetResult();
            return gate.Task.WaitAsync(ct);
        };
        var opening = node.OpenAsync();
        await reading.Task;
        node.Clock.Advance(TimeSpan.FromSeconds(20));
        gate.SetResult();

        using var handle = await opening;
        Assert.Equal(1, (await handle.ReadStateAsync(UpdateEncoding.V1, TestContext.Current.CancellationToken)).Seq);
    }

    [Fact]
    public async Task A_document_that_left_unsaved_edits_with_the_log_writer_is_not_loaded_before_they_are_written()
    {
        var node = Node();
        var gate = new TaskCompletionSource();
        _store.BeforeAppend = (_, ct) => gate.Task.WaitAsync(ct);
        await using var ada = await node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "hello"), 1);
        await ada.Outbox.NextAsync<Ack>();

        node.Access.Breaks = true;
        await ada.PushAsync(new ClientPing(1));
        Assert.Equal(CloseCode.InternalError, await ada.Outbox.Closed);
        node.Access.Breaks = false;
        await node.AdvanceUntilAsync(() => node.Directory.Names.Count == 0, TimeSpan.FromMilliseconds(1), "the broken document is gone");

        var opening = node.OpenAsync();
        await node.AdvanceUntilAsync(() => opening.IsCompleted, TimeSpan.FromMilliseconds(100), "the load has given up");
        await Assert.ThrowsAsync<DocumentUnavailableException>(() => opening);

        gate.SetResult();
        using var handle = await node.OpenAsync();
        Assert.Equal("hello", TestClient.TextOf((await handle.ReadStateAsync(UpdateEncoding.V1, TestContext.Current.CancellationToken)).Update.Span));
    }

    [Fact]
    public async Task A_damaged_log_is_an_error_and_never_an_empty_document()
    {
        await SeedAsync("hello");
        _store.DamageUpdate(Doc, 1);

        await Assert.ThrowsAsync<DocumentUnavailableException>(() => Node().OpenAsync());
    }

    [Fact]
    public async Task A_log_entry_that_is_gone_is_an_error()
    {
        await SeedAsync("hello");
        _store.RemoveUpdate(Doc, 1);

        await Assert.ThrowsAsync<DocumentUnavailableException>(() => Node().OpenAsync());
    }

    [Fact]
    public async Task A_damaged_snapshot_is_replaced_by_an_older_one_and_more_of_the_log()
    {
        var node = Node();
        await using (var ada = await node.JoinAsync())
        {
            using var handle = await node.OpenAsync();
            await ada.SaveAsync(Updates.Typed(1, 0, "one"), 1);
            await handle.SaveVersionAsync("first", createdBy: null, TestContext.Current.CancellationToken);
            await ada.SaveAsync(Updates.Typed(1, 3, "two"), 2);
            var second = await handle.SaveVersionAsync("second", createdBy: null, TestContext.Current.CancellationToken);
            await ada.SaveAsync(Updates.Typed(1, 6, "three"), 3);
            _store.DamageSnapshot(second.Id);
        }

        var other = Node();
        await using var reader = await other.JoinAsync();
        Assert.Equal("onetwothree", await reader.ReadTextAsync());
        Assert.True(other.Logs.Has(1004));
    }

    [Fact]
    public async Task A_document_nobody_has_open_leaves_memory_and_comes_back()
    {
        var node = Node();
        await using (var ada = await node.JoinAsync())
        {
            await ada.SaveAsync(Updates.Typed(1, 0, "hello"), 1);
        }

        await UnloadedAsync(node);
        await using var reader = await node.JoinAsync();
        Assert.Equal("hello", await reader.ReadTextAsync());
    }

    [Fact]
    public async Task A_document_stays_while_somebody_holds_it()
    {
        var node = Node();
        var handle = await node.OpenAsync();
        for (var i = 0; i < 200; i++)
        {
            node.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await handle.ReadStateAsync(UpdateEncoding.V1, TestContext.Current.CancellationToken);
        Assert.Equal([Doc], node.Directory.Names);
        handle.Dispose();
        await UnloadedAsync(node);
    }

    [Fact]
    public async Task A_document_with_unsaved_edits_stays_in_memory_until_the_log_has_them()
    {
        var node = Node();
        var isDown = true;
        _store.BeforeAppend = (_, _) => isDown ? throw new LogWriteException(WriteOutcome.RolledBack, "down", innerException: null) : Task.CompletedTask;
        await using (var ada = await node.JoinAsync())
        {
            await ada.SendAsync(Updates.Typed(1, 0, "hello"));
        }

        for (var i = 0; i < 100; i++)
        {
            node.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal([Doc], node.Directory.Names);
        isDown = false;
        await UnloadedAsync(node);
        Assert.Single(await LogAsync());
    }

    [Fact]
    public async Task Opening_and_closing_at_random_never_makes_two_of_one_document_and_never_loses_an_edit()
    {
        const int seed = 20261122;
        var node = Node(options => options.UnloadAfter = TimeSpan.FromMilliseconds(10));
        var typed = new ulong[8];
        await Task.WhenAll(Enumerable.Range(0, typed.Length).Select(async client =>
        {
            var random = new Random(seed + client);
            for (var round = 0; round < 25; round++)
            {
                await using var session = await node.JoinAsync();
                await session.SaveAsync(Updates.Typed((ulong)client + 1, typed[client]++, "x"), 1);
                if (random.Next(2) == 0)
                {
                    node.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(30)));
                }
            }
        }));

        await using var reader = await node.JoinAsync();
        Assert.Equal(200, (await reader.ReadTextAsync()).Length);
        Assert.Equal(200, (await LogAsync()).Count);
    }

    [Fact]
    public async Task Stopping_saves_everything_and_sends_everybody_away()
    {
        var node = Node();
        var gate = new TaskCompletionSource();
        _store.BeforeAppend = (_, ct) => gate.Task.WaitAsync(ct);
        var ada = await node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "hello"), 1);
        await ada.Outbox.NextAsync<Ack>();
        var stopping = node.Directory.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(NoticeCode.GoingAway, (await ada.Outbox.NextAsync<Notice>()).Code);
        await Assert.ThrowsAsync<DocumentUnavailableException>(() => node.OpenAsync("other"));
        gate.SetResult();

        Assert.Empty((await stopping).Unsaved);
        Assert.Equal(1UL, (await ada.Outbox.NextAsync<Ack>()).DurableRef);
        Assert.Equal(CloseCode.ServiceRestart, await ada.Outbox.Closed);
        Assert.Single(await LogAsync());
    }

    [Fact]
    public async Task Stopping_in_vain_reports_what_is_unsaved()
    {
        var node = Node();
        _store.BeforeAppend = (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        var ada = await node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "hello"), 1);
        await ada.Outbox.NextAsync<Ack>();
        using var timeUp = new CancellationTokenSource();
        var stopping = node.Directory.StopAsync(timeUp.Token);
        await ada.Outbox.NextAsync<Notice>();
        await timeUp.CancelAsync();

        Assert.Equal([Doc], (await stopping).Unsaved);
        Assert.Equal(CloseCode.ServiceRestart, await ada.Outbox.Closed);
        Assert.True(node.Logs.Has(1041));
    }

    [Fact]
    public async Task The_host_stops_documents_before_it_stops_anything_else()
    {
        var node = Node();
        var ada = await node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "hello"), 1);
        await node.Lifetime.StoppingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(CloseCode.ServiceRestart, await ada.Outbox.Closed);
        Assert.Empty(node.Directory.Names);
        Assert.Single(await LogAsync());
    }

    private TestNode Node(Action<DocumentsOptions>? options = null)
    {
        var node = new TestNode(_store, options);
        _nodes.Add(node);
        return node;
    }

    private async Task SeedAsync(string text)
    {
        await using var node = new TestNode(_store);
        await using var client = await node.JoinAsync();
        await client.SaveAsync(Updates.Typed(1, 0, text), 1);
    }

    private static Task UnloadedAsync(TestNode node) =>
        node.AdvanceUntilAsync(() => node.Directory.Names.Count == 0, TimeSpan.FromSeconds(1), "the document has left memory");

    private async Task<List<LoggedUpdate>> LogAsync()
    {
        var entries = new List<LoggedUpdate>();
        await foreach (var entry in _store.ReadAsync(Doc, 0, long.MaxValue, TestContext.Current.CancellationToken))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
