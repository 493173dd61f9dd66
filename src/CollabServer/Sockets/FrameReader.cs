using System.Buffers;
using System.Net.WebSockets;

namespace CollabServer.Sockets;

/// <summary>
/// Reads whole WebSocket messages, each into an array of its own, because the messages decoded from it live on in the document's
/// mailbox and log. While nothing arrives no buffer is held: a read of zero bytes waits for data. Called by one loop only.
/// </summary>
internal sealed class FrameReader(WebSocket socket, int maxMessageBytes, TimeSpan messageDeadline, TimeProvider time)
{
    private const int FirstReadBytes = 4096;

    public int MaxMessageBytes => maxMessageBytes;

    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<ReceivedFrame> ReceiveAsync(CancellationToken ct)
    {
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
        var message = new ArrayBufferWriter<byte>(Math.Min(maxMessageBytes, 4 * FirstReadBytes));
        message.Write(start.Span);
        try
        {
            while (true)
            {
                if (message.WrittenCount > maxMessageBytes)
                {
                    return new ReceivedFrame(ReceivedKind.TooBig, default);
                }

                var read = await socket.ReceiveAsync(message.GetMemory(FirstReadBytes), either.Token);
                message.Advance(read.Count);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    return new ReceivedFrame(ReceivedKind.Close, default);
                }

                if (read.EndOfMessage)
                {
                    return message.WrittenCount > maxMessageBytes
                        ? new ReceivedFrame(ReceivedKind.TooBig, default)
                        : new ReceivedFrame(KindOf(read.MessageType), message.WrittenMemory);
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new ReceivedFrame(ReceivedKind.TooSlow, default);
        }
    }

    private static ReceivedKind KindOf(WebSocketMessageType type) => type switch
    {
        WebSocketMessageType.Binary => ReceivedKind.Binary,
        WebSocketMessageType.Text => ReceivedKind.Text,
        _ => ReceivedKind.Close,
    };
}
