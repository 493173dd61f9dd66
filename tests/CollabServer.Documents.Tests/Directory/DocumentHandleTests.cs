using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol.Messages;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Directory;

public sealed class DocumentHandleTests : IAsyncDisposable
{
    private static readonly DocumentName Doc = DocumentName.Parse("doc");

    private readonly InMemoryStore _store = new();
    private readonly TestNode _node;

    public DocumentHandleTests() => _node = new TestNode(_store);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_program_applies_an_update_and_reads_the_document_in_both_encodings()
    {
        using var handle = await _node.OpenAsync();
        Assert.Equal(new AppliedUpdate(1, Changed: true), await handle.ApplyAsync(Updates.Typed(1, 0, "hi"), UpdateEncoding.V1, "bot", UpdateOrigin.Api, Ct));

        var (first, second) = (await handle.ReadStateAsync(UpdateEncoding.V1, Ct), await handle.ReadStateAsync(UpdateEncoding.V2, Ct));
        Assert.Equal((1L, 1L), (first.Seq, second.Seq));
        Assert.Equal("hi", TestClient.TextOf(first.Update.Span));
        Assert.Equal("hi", TestClient.TextOf(UpdateBlob.Convert(second.Update.Span, UpdateEncoding.V2, UpdateEncoding.V1)));
        Assert.Equal(first.Generation, (await _store.FindAsync(Doc, Ct))!.Generation);
    }

    [Fact]
    public async Task A_version_holds_exactly_what_the_log_holds_up_to_it()
    {
        await using var ada = await _node.JoinAsync();
        using var handle = await _node.OpenAsync();
        await ada.SaveAsync(Updates.Typed(1, 0, "one"), 1);

        // Waits for its origin: pending structs are part of the version.
        await ada.SaveAsync(Updates.Typed(2, 5, "later"), 2);
        var version = await handle.SaveVersionAsync("v1", "ada", Ct);
        await ada.SaveAsync(Updates.Typed(1, 3, "two"), 3);

        Assert.Equal((2L, SnapshotKind.Version, "v1", "ada"), (version.Seq, version.Kind, version.Label, version.CreatedBy));
        var state = (await _store.FindAsync(Doc, version.Id, Ct))!.State;
        Assert.Equal("one", TestClient.TextOf(UpdateBlob.Convert(state.Span, UpdateEncoding.V2, UpdateEncoding.V1)));
        var replica = new Crdt.Document.Doc();
        using var transaction = replica.WriteTransaction();
        transaction.Apply(state.Span, UpdateEncoding.V2);
        Assert.True(transaction.HasPending);
    }

    [Fact]
    public async Task A_restored_version_reaches_editors_and_the_log_and_can_be_undone()
    {
        await using var ada = await _node.JoinAsync();
        using var handle = await _node.OpenAsync();
        await ada.SaveAsync(Updates.Typed(1, 0, "then"), 1);
        var version = await handle.SaveVersionAsync("then", "ada", Ct);
        await ada.SaveAsync(Updates.Typed(1, 4, " and now"), 2);

        var restored = await handle.RestoreAsync((await _store.FindAsync(Doc, version.Id, Ct))!.State, UpdateEncoding.V2, "oops", "admin", Ct);
        Assert.Equal((3L, true, 2L), (restored.Seq, restored.Changed, restored.SafetyVersion.Seq));
        Assert.Equal(NoticeCode.Restored, (await ada.Outbox.NextAsync<Notice>(notice => notice.Code == NoticeCode.Restored)).Code);
        Assert.Equal("then", await ada.ReadTextAsync());

        var safety = (await _store.FindAsync(Doc, restored.SafetyVersion.Id, Ct))!;
        Assert.Equal((SnapshotKind.BeforeRestore, "oops", "admin"), (safety.Info.Kind, safety.Info.Label, safety.Info.CreatedBy));
        await handle.RestoreAsync(safety.State, UpdateEncoding.V2, "undo", "admin", Ct);
        Assert.Equal("then and now", await ada.ReadTextAsync());

        await using var fresh = new TestNode(_store);
        await using var reader = await fresh.JoinAsync();
        Assert.Equal("then and now", await reader.ReadTextAsync());
    }

    [Fact]
    public async Task A_malformed_target_is_refused_before_anything_happens()
    {
        using var handle = await _node.OpenAsync();
        await handle.ApplyAsync(Updates.Typed(1, 0, "hi"), UpdateEncoding.V1, author: null, UpdateOrigin.Api, Ct);

        await Assert.ThrowsAsync<MalformedUpdateException>(() => handle.RestoreAsync(Updates.Malformed, UpdateEncoding.V1, null, null, Ct));
        Assert.Empty(await _store.ListAsync(Doc, [SnapshotKind.BeforeRestore], long.MaxValue, 10, Ct));
    }

    [Fact]
    public async Task Sessions_are_listed_with_what_is_known_of_them()
    {
        await using var ada = await _node.JoinAsync(user: "ada");
        using var handle = await _node.OpenAsync();

        var session = Assert.Single(await handle.SessionsAsync(Ct));
        Assert.Equal((ada.Inbox.Id, "ada", "test 1", true), (session.Id, session.User, session.Client, session.CanWrite));
        await ada.DisposeAsync();
        Assert.Empty(await handle.SessionsAsync(Ct));
    }

    [Fact]
    public async Task Checkpoints_are_built_from_the_log_and_shorten_the_next_load()
    {
        await using var node = new TestNode(_store, options => options.CheckpointAfterUpdates = 10);
        await using (var ada = await node.JoinAsync())
        {
            for (ulong i = 0; i < 25; i++)
            {
                await ada.SaveAsync(Updates.Typed(1, i, "x"), i + 1);
            }

            await node.AdvanceUntilAsync(
                () => _store.FindAsync(Doc, Ct).Result!.SnapshotSeq >= 10, TimeSpan.FromMilliseconds(1), "a checkpoint was stored");
        }

        await using var fresh = new TestNode(_store);
        await using var reader = await fresh.JoinAsync();
        Assert.Equal(new string('x', 25), await reader.ReadTextAsync());
        Assert.Contains(fresh.Logs.Lines, line => line.Id == 1000 && !line.Text.Contains("snapshot 0", StringComparison.Ordinal));
    }
}
