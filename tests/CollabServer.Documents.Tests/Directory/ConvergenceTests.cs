using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol.Messages;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Directory;

/// <summary>
/// Random typing by clients whose connections drop and whose log fails now and then; in the end everybody has the same document, and
/// everything acknowledged is in the log. Clients resend what was not acknowledged when they come back, as real ones do.
/// </summary>
public sealed class ConvergenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Clients_that_come_and_go_converge_and_lose_nothing(int seed)
    {
        var random = new Random(seed);
        var store = new InMemoryStore();
        store.BeforeAppend = (_, _) => random.Next(10) == 0 ? throw new LogWriteException(WriteOutcome.RolledBack, "hiccup", null) : Task.CompletedTask;
        store.AfterAppend = (_, _) => random.Next(10) == 0 ? throw new LogWriteException(WriteOutcome.Unknown, "lost reply", null) : Task.CompletedTask;
        await using var node = new TestNode(store, options => options.CheckpointAfterUpdates = 20);
        var typists = Enumerable.Range(1, 6).Select(id => new Typist((ulong)id, node)).ToArray();

        for (var step = 0; step < 300; step++)
        {
            var typist = typists[random.Next(typists.Length)];
            switch (random.Next(10))
            {
                case 0:
                    await typist.DropAsync();
                    break;
                case 1 or 2:
                    await typist.ConnectAsync();
                    break;
                default:
                    await typist.TypeAsync((char)('a' + random.Next(26)));
                    break;
            }

            node.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(200)));
        }

        foreach (var typist in typists)
        {
            await typist.ConnectAsync();
            await node.AdvanceUntilAsync(typist.IsSaved, TimeSpan.FromMilliseconds(100), "everything is acknowledged");
        }

        var texts = new List<string>();
        foreach (var typist in typists)
        {
            texts.Add(await typist.SyncAsync());
        }

        Assert.Single(texts.Distinct());
        Assert.Equal(typists.Sum(typist => typist.Typed), texts[0].Length);
        await using var fresh = new TestNode(store);
        await using var reader = await fresh.JoinAsync();
        Assert.Equal(texts[0], await reader.ReadTextAsync());
    }

    private sealed class Typist(ulong id, TestNode node)
    {
        private readonly List<ReadOnlyMemory<byte>> _known = [];
        private readonly List<ReadOnlyMemory<byte>> _own = [];
        private TestClient? _connection;
        private DocumentHandle? _handle;
        private int _firstOfConnection;
        private ulong _durable;
        private int _durableCount;

        public int Typed => _own.Count;

        public async Task ConnectAsync()
        {
            if (_connection is not null)
            {
                return;
            }

            _handle = await node.OpenAsync();
            _connection = await TestClient.JoinAsync(_handle, node.Native);
            (_firstOfConnection, _durable) = (_durableCount, 0);
            for (var i = _firstOfConnection; i < _own.Count; i++)
            {
                await SendAsync(i);
            }
        }

        public async Task DropAsync()
        {
            if (_connection is not null)
            {
                IsSaved();
                await _connection.DisposeAsync();
                _handle!.Dispose();
                _connection = null;
            }
        }

        public async Task TypeAsync(char character)
        {
            _own.Add(Updates.Typed(id, (ulong)_own.Count, character.ToString()));
            _known.Add(_own[^1]);
            if (_connection is not null)
            {
                await SendAsync(_own.Count - 1);
            }
        }

        public bool IsSaved()
        {
            foreach (var message in _connection!.Outbox.Take())
            {
                Hear(message);
            }

            return _durableCount == _own.Count;
        }

        public async Task<string> SyncAsync()
        {
            IsSaved();
            await _connection!.PushAsync(new SyncRequest(new byte[] { 0 }));
            Hear(await _connection.Outbox.NextAsync<SyncReply>());
            await DropAsync();
            return TestClient.TextOf(UpdateBlob.Merge(_known, UpdateEncoding.V1));
        }

        private Task SendAsync(int index) => _connection!.SendAsync(_own[index], (ulong)(index - _firstOfConnection) + 1);

        private void Hear(ServerMessage message)
        {
            switch (message)
            {
                case ServerUpdate update:
                    _known.Add(update.Update);
                    break;
                case SyncReply reply:
                    _known.Add(reply.Update);
                    break;
                case Ack ack:
                    Assert.True(ack.DurableRef >= _durable, "Acknowledgements went backwards.");
                    _durable = ack.DurableRef;
                    _durableCount = Math.Max(_durableCount, _firstOfConnection + (int)ack.DurableRef);
                    break;
            }
        }
    }
}
