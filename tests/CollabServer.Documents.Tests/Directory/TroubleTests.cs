using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Directory;

public sealed class TroubleTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly InMemoryStore _store = new();
    private readonly TestNode _node;

    public TroubleTests() => _node = new TestNode(_store);

    private static Exception OutOfMemory => (Exception)Activator.CreateInstance(typeof(OutOfMemoryException))!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task During_an_outage_edits_flow_without_acknowledgement_and_afterwards_all_are_saved()
    {
        var isDown = true;
        _store.BeforeAppend = (_, _) => isDown ? throw new LogWriteException(WriteOutcome.RolledBack, "down", innerException: null) : Task.CompletedTask;
        await using var ada = await _node.JoinAsync();
        await using var bob = await _node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "a"), 1);
        await bob.Outbox.NextAsync<ServerUpdate>();
        var told = bob.Outbox.NextAsync<Notice>();
        await _node.AdvanceUntilAsync(() => told.IsCompleted, TimeSpan.FromMilliseconds(100), "editors are told");
        Assert.Equal(NoticeCode.NotSaved, (await told).Code);
        await ada.SendAsync(Updates.Typed(1, 1, "b"), 2);
        await bob.Outbox.NextAsync<ServerUpdate>();
        Assert.DoesNotContain(ada.Outbox.Take().OfType<Ack>(), ack => ack.DurableRef > 0);

        isDown = false;
        var saved = ada.Outbox.NextAsync<Ack>(ack => ack.DurableRef == 2);
        await _node.AdvanceUntilAsync(() => saved.IsCompleted, TimeSpan.FromMilliseconds(500), "both edits are acknowledged");
        Assert.Equal(NoticeCode.Saved, (await bob.Outbox.NextAsync<Notice>()).Code);
        Assert.Equal(2, (await saved).Seq);
    }

    [Fact]
    public async Task Editors_are_told_within_a_second_although_the_clock_was_set_back()
    {
        _store.BeforeAppend = (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        await using var ada = await _node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "a"), 1);
        await ada.Outbox.NextAsync<Ack>();
        _node.Clock.SetBack(TimeSpan.FromHours(1));
        _node.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(NoticeCode.NotSaved, (await ada.Outbox.NextAsync<Notice>()).Code);
    }

    [Fact]
    public async Task A_document_the_store_refuses_does_not_touch_the_others()
    {
        await using var bad = await _node.JoinAsync("bad", user: "nul\0");
        await using var good = await _node.JoinAsync("good");
        await bad.SendAsync(Updates.Typed(1, 0, "a"), 1);
        await good.SaveAsync(Updates.Typed(1, 0, "a"), 1);

        Assert.Equal(NoticeCode.NotSaved, (await bad.Outbox.NextAsync<Notice>()).Code);
        await bad.SendAsync(Updates.Typed(1, 1, "b"), 2);
        Assert.Equal(CloseCode.Overloaded, await bad.Outbox.Closed);
        Assert.Null(await _store.FindAsync(DocumentName.Parse("bad"), Ct));
        Assert.True(_node.Logs.Has(1012));
    }

    [Fact]
    public async Task A_reader_that_stops_reading_is_closed_and_the_others_do_not_notice()
    {
        await using var ada = await _node.JoinAsync();
        await using var slow = await _node.JoinAsync();
        await using var bob = await _node.JoinAsync();
        slow.Outbox.IsFull = true;
        await ada.SendAsync(Updates.Typed(1, 0, "a"));

        Assert.Equal(CloseCode.SlowReader, await slow.Outbox.Closed);
        await bob.Outbox.NextAsync<ServerUpdate>();
        using var handle = await _node.OpenAsync();
        Assert.Equal(2, (await handle.SessionsAsync(Ct)).Count);
        Assert.False(await slow.Inbox.PushAsync(new ClientPing(1), Ct));
    }

    [Fact]
    public async Task A_message_that_weighs_is_waited_for_until_the_document_has_it()
    {
        await using var ada = await _node.JoinAsync();
        await using var bob = await _node.JoinAsync();

        Assert.True(await ada.Inbox.PushUntilTakenAsync(new ClientUpdate(1, Updates.Typed(1, 0, "a")), Ct).AsTask().WaitAsync(Ct));

        await bob.Outbox.NextAsync<ServerUpdate>();
        ada.Outbox.IsFull = true;
        await ada.SendAsync(Updates.Typed(1, 1, "b"), 2);
        await ada.Outbox.Closed;
        using var handle = await _node.OpenAsync();
        Assert.Single(await handle.SessionsAsync(Ct));
        Assert.False(await ada.Inbox.PushUntilTakenAsync(new ClientUpdate(3, Updates.Typed(1, 2, "c")), Ct).AsTask().WaitAsync(Ct));
    }

    [Fact]
    public async Task A_document_that_breaks_takes_nobody_with_it_and_comes_back_from_the_log()
    {
        var log = new LyingLog(_store);
        await using var node = new TestNode(_store, log: log);
        await using var ada = await node.JoinAsync("broken");
        await using var bob = await node.JoinAsync("other");
        log.LiesAbout = DocumentName.Parse("broken");
        await ada.SendAsync(Updates.Typed(1, 0, "hello"), 1);

        Assert.Equal(CloseCode.InternalError, await ada.Outbox.Closed);
        await bob.SaveAsync(Updates.Typed(1, 0, "fine"), 1);
        Assert.True(node.Logs.Has(1003));

        log.LiesAbout = null;
        await node.AdvanceUntilAsync(
            () => !node.Directory.Names.Contains(DocumentName.Parse("broken")), TimeSpan.FromMilliseconds(1), "the broken document is gone");
        await using var again = await node.JoinAsync("broken");
        Assert.Equal("hello", await again.ReadTextAsync());
    }

    [Fact]
    public async Task Commands_of_a_document_that_breaks_are_answered()
    {
        var log = new LyingLog(_store) { LiesAbout = DocumentName.Parse("doc") };
        await using var node = new TestNode(_store, log: log);
        using var handle = await node.OpenAsync();

        await Assert.ThrowsAsync<DocumentUnavailableException>(() =>
            handle.ApplyAsync(Updates.Typed(1, 0, "a"), Crdt.Updates.UpdateEncoding.V1, author: null, UpdateOrigin.Api, Ct));
        await Assert.ThrowsAsync<DocumentUnavailableException>(() => handle.SessionsAsync(Ct));
    }

    [Fact]
    public async Task A_load_that_runs_out_of_memory_fails_and_is_forgotten()
    {
        _store.BeforeRead = (_, _) => throw OutOfMemory;
        await Assert.ThrowsAsync<DocumentUnavailableException>(() => _node.OpenAsync().WaitAsync(Patience, TimeProvider.System, Ct));
        Assert.Empty(_node.Directory.Names);

        _store.BeforeRead = null;
        await using var ada = await _node.JoinAsync();
        Assert.Equal("", await ada.ReadTextAsync());
    }

    [Fact]
    public async Task A_checkpoint_that_runs_out_of_memory_is_tried_again_and_does_not_keep_the_document_in_memory()
    {
        await using var node = new TestNode(_store, options => options.CheckpointAfterUpdates = 1);
        var attempts = 0;
        _store.BeforeSave = (_, _) => Interlocked.Increment(ref attempts) == 1 ? throw OutOfMemory : Task.CompletedTask;
        await using (var ada = await node.JoinAsync())
        {
            await ada.SaveAsync(Updates.Typed(1, 0, "a"), 1);
            await node.AdvanceUntilAsync(() => Volatile.Read(ref attempts) > 1, TimeSpan.FromSeconds(1), "the checkpoint is tried again");
        }

        await node.AdvanceUntilAsync(() => node.Directory.Names.Count == 0, TimeSpan.FromSeconds(1), "the document has left memory");
        Assert.True(node.Logs.Has(1020));
    }

    [Fact]
    public async Task Stopping_names_a_document_that_broke_with_edits_on_their_way_to_the_log()
    {
        _store.BeforeAppend = (_, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        await using var ada = await _node.JoinAsync();
        await ada.SendAsync(Updates.Typed(1, 0, "hello"), 1);
        await ada.Outbox.NextAsync<Ack>();
        _node.Access.Breaks = true;
        await ada.SendAsync(Updates.Typed(1, 5, "!"), 2);
        await ada.Outbox.Closed;
        await _node.AdvanceUntilAsync(() => _node.Directory.Names.Count == 0, TimeSpan.Zero, "the broken document is gone");
        using var timeUp = new CancellationTokenSource();
        var stopping = _node.Directory.StopAsync(timeUp.Token);
        await timeUp.CancelAsync();

        Assert.Equal([DocumentName.Parse("doc")], (await stopping).Unsaved);
    }

    /// <summary>A log that says it numbered the updates of one document as nobody could.</summary>
    private sealed class LyingLog(IUpdateLog inner) : IUpdateLog
    {
        public DocumentName? LiesAbout { get; set; }

        public async Task<IReadOnlyList<AppendedBatch>> AppendAsync(IReadOnlyList<AppendBatch> batches, CancellationToken ct)
        {
            var appended = await inner.AppendAsync(batches, ct);
            return [.. appended.Zip(batches, (result, batch) => batch.Document == LiesAbout ? result with { LastSeq = result.LastSeq + 7 } : result)];
        }

        public IAsyncEnumerable<LoggedUpdate> ReadAsync(DocumentName document, long afterSeq, long throughSeq, CancellationToken ct) =>
            inner.ReadAsync(document, afterSeq, throughSeq, ct);
    }
}
