using CollabServer.Protocol.Messages;

namespace CollabServer.Protocol;

/// <summary>
/// One way of writing the conversation on a socket. A dialect translates and nothing more: it keeps no state, so one
/// instance serves every session that speaks it. Thread-safe.
/// </summary>
public interface IDialect
{
    /// <summary>The WebSocket subprotocol that selects this dialect. Which dialect serves clients that name none, <c>DialectTable</c> says.</summary>
    string Subprotocol { get; }

    /// <summary>True when a session starts with <see cref="Hello"/>; false when it may sync at once.</summary>
    bool StartsWithHello { get; }

    /// <summary>
    /// True when a client counts on hearing its own awareness back: the y-websocket client reconnects after 30 s without any binary
    /// message, so its own renewals every 15 s must be echoed.
    /// </summary>
    bool EchoesAwareness { get; }

    /// <summary>
    /// Reads every message of one binary frame and adds them to <paramref name="messages"/>. They hold slices of
    /// <paramref name="frame"/>: the caller must not reuse its memory. Nothing is added unless the whole frame is well formed.
    /// </summary>
    /// <exception cref="ProtocolException">The frame is malformed; carries the close code and a sentence.</exception>
    void Decode(ReadOnlyMemory<byte> frame, List<ClientMessage> messages);

    /// <summary>
    /// Writes a message as zero or more frames, each one WebSocket binary message, in the order in which they must be sent.
    /// Zero frames when the dialect has no words for the message.
    /// </summary>
    void Encode(ServerMessage message, List<ReadOnlyMemory<byte>> frames);
}
