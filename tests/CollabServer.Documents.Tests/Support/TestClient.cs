using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Access;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Support;

/// <summary>A native client of a <see cref="TestNode"/>, without a socket between.</summary>
internal sealed class TestClient(SessionInbox inbox, TestOutbox outbox) : IAsyncDisposable
{
    public TestOutbox Outbox => outbox;

    public SessionInbox Inbox => inbox;

    public static async Task<TestClient> JoinAsync(DocumentHandle handle, RecordingDialect dialect, string? user = null)
    {
        var outbox = new TestOutbox(dialect);
        var inbox = await handle.JoinAsync(new SessionInfo(new Principal(user)), dialect, outbox, TestContext.Current.CancellationToken);
        var client = new TestClient(inbox, outbox);
        await client.PushAsync(new Hello(Token: null, Generation: null, 0, "test", "1"));
        await outbox.NextAsync<Welcome>();
        return client;
    }

    public async Task PushAsync(ClientMessage message) => await inbox.PushAsync(message, TestContext.Current.CancellationToken);

    public Task SendAsync(ReadOnlyMemory<byte> update, ulong reference = 0) => PushAsync(new ClientUpdate(reference, update));

    /// <summary>Sends and waits until it is durable.</summary>
    public async Task<Ack> SaveAsync(ReadOnlyMemory<byte> update, ulong reference)
    {
        await SendAsync(update, reference);
        return await outbox.NextAsync<Ack>(ack => ack.DurableRef >= reference);
    }

    /// <summary>The text "t" as the server has it, fetched by a full sync.</summary>
    public async Task<string> ReadTextAsync()
    {
        await PushAsync(new SyncRequest(new byte[] { 0 }));
        return TextOf((await outbox.NextAsync<SyncReply>()).Update.Span);
    }

    public static string TextOf(ReadOnlySpan<byte> update)
    {
        var doc = new Doc();
        var text = doc.Text("t");
        using (var writing = doc.WriteTransaction())
        {
            writing.Apply(update, UpdateEncoding.V1);
        }

        using var reading = doc.ReadTransaction();
        return text.String(reading);
    }

    public ValueTask DisposeAsync() => inbox.DisposeAsync();
}
