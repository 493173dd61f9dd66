using System.Net.WebSockets;
using CollabServer.Protocol;
using CollabServer.Protocol.Dialects;
using CollabServer.Sockets;
using CollabServer.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CollabServer.Tests.Sockets;

public sealed class DocumentSocketTests : IDisposable
{
    private static readonly SocketOptions Options = new();

    private readonly SocketPair _connection = new();
    private readonly ManualTimeProvider _time = new();
    private readonly SocketOutbox _outbox;
    private readonly FrameReader _reader;
    private readonly DocumentSocket _socket;

    public DocumentSocketTests()
    {
        _outbox = new SocketOutbox(_connection.Server, limitBytes: 1000, Options, _time, _connection.Cut);
        _reader = new FrameReader(_connection.Server, maxMessageBytes: 1000, Options.MessageDeadline, _time, new ReceiveBudget(limitBytes: 100_000));
        _socket = new DocumentSocket(_connection.Server, _reader, _outbox, DialectTable.Document.Select([]).Dialect!, Options, _time, NullLogger.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        _outbox.Dispose();
        _connection.Dispose();
    }

    [Fact]
    public async Task A_close_is_completed_when_the_peer_answers_whatever_it_says_before()
    {
        _outbox.Close(CloseCode.InvalidDocumentName, "No name.");
        var finishing = _socket.FinishAsync();
        await _connection.Client.SendAsync(new byte[5000].AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, Ct);

        await _connection.Client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Ct);

        await finishing.WaitAsync(Ct);
        Assert.Equal(WebSocketState.Closed, _connection.Server.State);
    }

    [Fact]
    public async Task A_peer_that_never_answers_a_close_is_dropped_after_the_deadline()
    {
        _outbox.Close(CloseCode.InvalidDocumentName, "No name.");
        await _outbox.CloseSent.WaitAsync(Ct);
        var finishing = _socket.FinishAsync();
        Assert.False(finishing.IsCompleted);

        _time.Advance(Options.CloseDeadline);

        await finishing.WaitAsync(Ct);
        Assert.Equal(WebSocketState.Aborted, _connection.Server.State);
    }

    [Fact]
    public async Task A_peer_that_does_not_even_read_the_close_is_dropped_after_the_deadline()
    {
        Assert.True(_outbox.TrySend([new byte[100_000]]));
        _outbox.Close(CloseCode.InvalidDocumentName, "No name.");
        var finishing = _socket.FinishAsync();

        _time.Advance(Options.CloseDeadline);

        await finishing.WaitAsync(Ct);
        Assert.Equal(WebSocketState.Aborted, _connection.Server.State);
    }
}
