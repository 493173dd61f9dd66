using System.Net.WebSockets;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Sockets;

/// <summary>The incoming half of one socket: reads frames, has them decoded, and hands the messages to the document in order.</summary>
internal sealed class DocumentSocket(WebSocket socket, FrameReader reader, SocketOutbox outbox, IDialect dialect, SocketOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Runs until the client leaves, the connection breaks, or either side closes it. Does not throw for anything a client can do.</summary>
    public async Task RunAsync(SessionInbox inbox, CancellationToken ct)
    {
        try
        {
            await ReceiveAllAsync(inbox, ct);
        }
        catch (ProtocolException exception)
        {
            outbox.Close(exception.CloseCode, exception.Message);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The connection broke, or our own outbox gave up on a peer that does not read. There is nobody left to tell.
            socket.Abort();
            return;
        }

        await FinishAsync();
    }

    private async Task ReceiveAllAsync(SessionInbox inbox, CancellationToken ct)
    {
        var messages = new List<ClientMessage>(1);
        while (true)
        {
            var frame = await reader.ReceiveAsync(ct);
            switch (frame.Kind)
            {
                case ReceivedKind.Close:
                    outbox.Close(CloseCode.Normal, "");
                    return;
                case ReceivedKind.Text:
                    throw new ProtocolException(CloseCode.TextFrame, "Messages are binary; a text frame was received.");
                case ReceivedKind.TooBig:
                    throw new ProtocolException(CloseCode.MessageTooBig, $"A message may have at most {reader.MaxMessageBytes} bytes.");
                case ReceivedKind.TooSlow:
                    throw new ProtocolException(CloseCode.Unresponsive, "A message was begun and not finished in time.");
                case ReceivedKind.Overloaded:
                    SocketsLog.ReceivingTooMuch(logger);
                    throw new ProtocolException(CloseCode.Overloaded, "The server is receiving too many large messages; try again later.");
            }

            messages.Clear();
            dialect.Decode(frame.Bytes, messages);
            for (var i = 0; i < messages.Count; i++)
            {
                // A large message is waited for, because until the document has taken it its bytes count as being received.
                var isLarge = frame.Bytes.Length > FrameReader.FirstReadBytes && i == messages.Count - 1;
                if (!await (isLarge ? inbox.PushUntilTakenAsync(messages[i], ct) : inbox.PushAsync(messages[i], ct)))
                {
                    return;
                }
            }
        }
    }

    /// <summary>
    /// The server has closed, or answers a close: waits until our close frame has left and the peer's has come, reading away whatever else arrives.
    /// </summary>
    public async Task FinishAsync()
    {
        using var deadline = new CancellationTokenSource(options.CloseDeadline, time);
        try
        {
            await outbox.CloseSent.WaitAsync(deadline.Token);
            var discarded = new byte[1024];
            while (socket.State is WebSocketState.CloseSent)
            {
                await socket.ReceiveAsync(discarded.AsMemory(), deadline.Token);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The peer does not complete the closing handshake.
            socket.Abort();
        }
    }
}
