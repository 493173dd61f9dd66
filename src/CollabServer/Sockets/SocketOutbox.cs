using System.Net.WebSockets;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;

namespace CollabServer.Sockets;

/// <summary>
/// The outgoing half of one socket: a queue bounded in bytes and at most one send at a time. Whoever enqueues into an idle queue also sends, so
/// that a frame for a peer that keeps up leaves without a change of thread. Thread-safe; no call blocks.
/// </summary>
internal sealed class SocketOutbox : ISessionOutbox, IDisposable
{
    /// <summary>
    /// Larger frames leave as several WebSocket fragments: a socket copies what it is given at once, and the time that a part may take says
    /// whether the peer reads, while that of a whole first sync says how large the document is.
    /// </summary>
    private const int FragmentBytes = 64 * 1024;

    private readonly WebSocket _socket;
    private readonly SocketOptions _options;
    private readonly CancellationTokenSource _aborted;
    private readonly CancellationTokenRegistration _abort;
    private readonly TaskCompletionSource _closeSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private OutgoingQueue _waiting;
    private bool _sending;
    private bool _disposed;
    private volatile bool _dropsFrames;
    private (CloseCode Code, string Reason)? _closing;

    /// <param name="limitBytes">How many bytes of frames may wait for the peer.</param>
    /// <param name="abortConnection">Cuts the connection below the WebSocket, so that a send the peer does not take comes to an end.</param>
    public SocketOutbox(WebSocket socket, long limitBytes, SocketOptions options, TimeProvider time, Action abortConnection)
    {
        _socket = socket;
        _waiting = new OutgoingQueue(limitBytes);
        _options = options;
        _aborted = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _abort = _aborted.Token.UnsafeRegister(
            _ =>
            {
                socket.Abort();
                abortConnection();
            },
            state: null);
    }

    /// <summary>Completes when the close frame has left, or cannot leave any more.</summary>
    public Task CloseSent => _closeSent.Task;

    /// <summary>Cancelled when the peer did not take a frame in time.</summary>
    public CancellationToken Aborted => _aborted.Token;

    public bool TrySend(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        if (frames.Count == 0)
        {
            return true;
        }

        lock (_gate)
        {
            if (_closing is not null || _disposed)
            {
                return true;
            }

            var first = _sending ? 0 : 1;
            if (frames.Count > first && !_waiting.TryEnqueue(frames, first))
            {
                return false;
            }

            if (_sending)
            {
                return true;
            }

            _sending = true;
        }

        _ = SendAllAsync(frames[0]);
        return true;
    }

    public void Close(CloseCode code, string reason)
    {
        lock (_gate)
        {
            if (_closing is not null || _disposed)
            {
                return;
            }

            _closing = (code, reason);
            if (code == CloseCode.SlowReader)
            {
                // What waits cannot leave anyway; give its memory back now.
                _waiting.Clear();
                _dropsFrames = true;
            }

            // For all that is still to be sent; from here on no fragment gets time of its own.
            _aborted.CancelAfter(_dropsFrames ? _options.CloseDeadline : _options.SendDeadline);
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        _ = SendAllAsync(null);
    }

    /// <summary>The socket has gone. The document may not know it yet; what it still sends is dropped.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _waiting.Clear();
        }

        _abort.Dispose();
        _aborted.Dispose();
    }

    /// <summary>Sends until nothing waits. Runs on the caller's thread as long as the transport takes the bytes at once. Never throws.</summary>
    private async Task SendAllAsync(ReadOnlyMemory<byte>? first)
    {
        try
        {
            var next = first;
            while (true)
            {
                for (var rest = next ?? default; !rest.IsEmpty && !_dropsFrames;)
                {
                    var fragment = rest.Length > FragmentBytes ? rest[..FragmentBytes] : rest;
                    rest = rest[fragment.Length..];

                    // No token: a WebSocket takes a slower way for sends that can be cancelled. The deadline cuts the connection instead.
                    var send = _socket.SendAsync(fragment, WebSocketMessageType.Binary, endOfMessage: rest.IsEmpty, CancellationToken.None);
                    if (!send.IsCompletedSuccessfully)
                    {
                        SetDeadline(_options.SendDeadline);
                        await send;
                        SetDeadline(Timeout.InfiniteTimeSpan);
                    }
                }

                lock (_gate)
                {
                    if (!_waiting.IsEmpty)
                    {
                        next = _waiting.Dequeue();
                        continue;
                    }

                    if (_closing is null)
                    {
                        // A burst may have grown the queue; an idle socket keeps none.
                        _waiting.Clear();
                        _sending = false;
                        return;
                    }
                }

                var (code, reason) = _closing.Value;
                await SendCloseAsync(code, reason);
                return;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The peer is gone or does not read. The receiving loop sees the aborted socket and ends the session.
            _socket.Abort();
            _closeSent.TrySetResult();
        }
    }

    private void SetDeadline(TimeSpan deadline)
    {
        lock (_gate)
        {
            if (_closing is null && !_disposed)
            {
                _aborted.CancelAfter(deadline);
            }
        }
    }

    private async Task SendCloseAsync(CloseCode code, string reason)
    {
        _aborted.CancelAfter(_options.CloseDeadline);
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync((WebSocketCloseStatus)(int)code, CloseReason.Fit(reason), _aborted.Token);
        }

        // From here the peer has CloseDeadline to answer; then the receiving loop is cancelled through Aborted.
        _closeSent.TrySetResult();
    }
}
