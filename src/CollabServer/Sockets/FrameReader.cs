using System.Buffers;
using System.Net.WebSockets;

namespace CollabServer.Sockets;

/// <summary>
/// Reads whole WebSocket messages, each into an array of its own, because the messages decoded from it live on in the document's
/// mailbox and log. While nothing arrives no buffer is held: a read of zero bytes waits for data. Called by one loop only.
/// A message that does not fit the first buffer is charged to the <see cref="ReceiveBudget"/> until the next one is asked for.
/// </summary>
internal sealed class FrameReader(WebSocket socket, int maxMessageBytes, TimeSpan messageDeadline, TimeProvider time, ReceiveBudget budget) : IDisposable
{
    /// <summary>Messages up to this size are not charged.</summary>
    public const int FirstReadBytes = 4096;

    private long _charged;

    public int MaxMessageBytes => maxMessageBytes;

    /// <summary>The message before must have been dealt with: its bytes are not counted any more.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<ReceivedFrame> ReceiveAsync(CancellationToken ct)
    {
        GiveBack();
        var waited = await socket.ReceiveAsync(Memory<byte>.Empty, ct);
        if (waited.MessageType == WebSocketMessageType.Close)
        {
            return new ReceivedFrame(ReceivedKind.Close, default);
        }

        if (waited.EndOfMessage)
        {
            // An empty message completes the zero-byte read itself.
            return new ReceivedFrame(KindOf(waited.MessageType), default);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstReadBytes);
        try
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(), ct);
            if (read.EndOfMessage)
            {
                return read.Count > maxMessageBytes
                    ? new ReceivedFrame(ReceivedKind.TooBig, default)
                    : new ReceivedFrame(KindOf(read.MessageType), buffer.AsSpan(0, read.Count).ToArray());
            }

            return await ReceiveRestAsync(buffer.AsMemory(0, read.Count), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<ReceivedFrame> ReceiveRestAsync(ReadOnlyMemory<byte> start, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(messageDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var message = Array.Empty<byte>();
        var length = start.Length;
        try
        {
            while (true)
            {
                if (length > maxMessageBytes)
                {
                    return new ReceivedFrame(ReceivedKind.TooBig, default);
                }

                if (length >= message.Length - (message.Length / 4) && message.Length <= maxMessageBytes)
                {
                    // One byte more than is allowed, so that a message of that size is seen to be too big.
                    var room = (int)Math.Min(maxMessageBytes + 1L, Math.Max(message.Length * 2L, 4L * FirstReadBytes));
                    if (!TryCharge(room - message.Length))
                    {
                        return new ReceivedFrame(ReceivedKind.Overloaded, default);
                    }

                    var larger = GC.AllocateUninitializedArray<byte>(room);
                    (message.Length == 0 ? start.Span : message.AsSpan(0, length)).CopyTo(larger);
                    message = larger;
                }

                var read = await socket.ReceiveAsync(message.AsMemory(length), either.Token);
                length += read.Count;
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    return new ReceivedFrame(ReceivedKind.Close, default);
                }

                if (read.EndOfMessage)
                {
                    return length > maxMessageBytes
                        ? new ReceivedFrame(ReceivedKind.TooBig, default)
                        : new ReceivedFrame(KindOf(read.MessageType), message.AsMemory(0, length));
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new ReceivedFrame(ReceivedKind.TooSlow, default);
        }
    }

    public void Dispose() => GiveBack();

    private bool TryCharge(long bytes)
    {
        if (!budget.TryTake(bytes))
        {
            return false;
        }

        _charged += bytes;
        return true;
    }

    private void GiveBack()
    {
        budget.GiveBack(_charged);
        _charged = 0;
    }

    private static ReceivedKind KindOf(WebSocketMessageType type) => type switch
    {
        WebSocketMessageType.Binary => ReceivedKind.Binary,
        WebSocketMessageType.Text => ReceivedKind.Text,
        _ => ReceivedKind.Close,
    };
}
