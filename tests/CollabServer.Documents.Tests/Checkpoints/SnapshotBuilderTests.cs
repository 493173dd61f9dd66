using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Snapshots;
using CollabServer.Documents.Tests.Support;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Checkpoints;

public sealed class SnapshotBuilderTests : IAsyncDisposable
{
    private static readonly DocumentName Doc = DocumentName.Parse("doc");

    private readonly InMemoryStore _store = new();
    private readonly TestNode _node;

    public SnapshotBuilderTests() => _node = new TestNode(_store);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData("hell", "an edit is missing")]
    [InlineData("hello!", "there is one too many")]
    [InlineData("jello", "as many edits, and other content")]
    public async Task A_state_that_does_not_hold_what_the_log_holds_is_not_stored(string encoded, string what)
    {
        await TypeAsync("hello");
        using var builder = Builder(_ => State(encoded));

        await Assert.ThrowsAsync<InvalidOperationException>(() => builder.SaveAsync(Doc, Request(), Ct));
        Assert.True(await _store.FindLatestAsync(Doc, 5, Ct) is null, what);
    }

    [Fact]
    public async Task A_state_that_holds_what_the_log_holds_is_stored()
    {
        await TypeAsync("hello");
        using var builder = Builder(_ => State("hello"));

        Assert.Equal(5, (await builder.SaveAsync(Doc, Request(), Ct)).Seq);
    }

    private static SnapshotRequest Request() => new(5, SnapshotKind.Checkpoint, label: null, createdBy: null);

    private static byte[] State(string text)
    {
        var doc = new Doc();
        using (var writing = doc.WriteTransaction())
        {
            writing.Apply(Updates.Typed(1, 0, text).Span, UpdateEncoding.V1);
        }

        using var reading = doc.ReadTransaction();
        return reading.StateDiffV2(stateVector: null);
    }

    private SnapshotBuilder Builder(Func<Doc, byte[]> encoder) =>
        new(_node.Get<StoredHistory>(), _store, _node.Clock) { Encoder = encoder };

    private async Task TypeAsync(string text)
    {
        await using var ada = await _node.JoinAsync();
        for (var i = 0; i < text.Length; i++)
        {
            await ada.SaveAsync(Updates.Typed(1, (ulong)i, text[i..(i + 1)]), (ulong)i + 1);
        }
    }
}
