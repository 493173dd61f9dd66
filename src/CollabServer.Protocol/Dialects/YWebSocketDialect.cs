using System.Text;
using CollabServer.Protocol.Lib0;
using CollabServer.Protocol.Messages;

namespace CollabServer.Protocol.Dialects;

/// <summary>
/// The dialect of npm y-websocket 1 to 3 and everything compatible with it: y-protocols messages, <c>varuint type, body</c>, one or
/// several in a WebSocket message. It has no words for acknowledgements, notices and pings; those are left out.
/// </summary>
public sealed class YWebSocketDialect : IDialect
{
    /// <summary>
    /// Clients put one or two messages into a frame. One byte asks for everybody's presence, so without a bound a frame of a megabyte
    /// would ask a million times.
    /// </summary>
    public const int MaxMessagesPerFrame = 64;

    public string Subprotocol => "y-websocket";

    public bool StartsWithHello => false;

    public bool EchoesAwareness => true;

    public void Decode(ReadOnlyMemory<byte> frame, List<ClientMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var reader = new Lib0Reader(frame, CloseCode.MalformedFrame);
        var first = messages.Count;
        try
        {
            do
            {
                if (messages.Count - first == MaxMessagesPerFrame)
                    throw reader.Fault($"A frame holds at most {MaxMessagesPerFrame} messages.");
                messages.Add(ReadMessage(ref reader));
            }
            while (!reader.IsAtEnd);
        }
        catch (ProtocolException)
        {
            // All or nothing: what stood before the fault is not said either.
            messages.RemoveRange(first, messages.Count - first);
            throw;
        }
    }

    public void Encode(ServerMessage message, List<ReadOnlyMemory<byte>> frames)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(frames);
        switch (message)
        {
            case ServerUpdate update:
                frames.Add(Frame(YMessageType.Sync, YSyncStep.Update, update.Update.Span));
                break;
            case SyncReply reply:
                frames.Add(Frame(YMessageType.Sync, YSyncStep.Step2, reply.Update.Span));
                break;
            case ServerSyncRequest request:
                frames.Add(Frame(YMessageType.Sync, YSyncStep.Step1, request.StateVector.Span));
                break;
            case ServerAwareness awareness:
                frames.Add(Frame(YMessageType.Awareness, step: null, awareness.Update.Span));
                break;
            case Error error when IsDenial(error.Code):
                // Auth message 0, permission denied: the only words for an error that y-protocols has.
                frames.Add(Frame(YMessageType.Auth, step: 0, Encoding.UTF8.GetBytes(error.Message)));
                break;
        }
    }

    private static bool IsDenial(string code) =>
        code == CloseCodeName.Of(CloseCode.Forbidden) || code == CloseCodeName.Of(CloseCode.Unauthorized) || code == CloseCodeName.Of(CloseCode.Quarantined);

    private static ClientMessage ReadMessage(ref Lib0Reader reader)
    {
        var type = reader.ReadVarUint();
        return type switch
        {
            YMessageType.Sync => ReadSync(ref reader),
            YMessageType.Awareness => new ClientAwareness(reader.ReadVarBytes()),
            YMessageType.QueryAwareness => new AwarenessRequest(),
            YMessageType.Auth => throw new ProtocolException(CloseCode.UnexpectedMessage, "Only the server sends auth messages."),
            _ => throw new ProtocolException(CloseCode.UnknownMessage, $"Message type {type} does not exist."),
        };
    }

    private static ClientMessage ReadSync(ref Lib0Reader reader)
    {
        var step = reader.ReadVarUint();
        return step switch
        {
            YSyncStep.Step1 => new SyncRequest(reader.ReadVarBytes()),
            YSyncStep.Step2 or YSyncStep.Update => new ClientUpdate(Ref: 0, reader.ReadVarBytes()),
            _ => throw new ProtocolException(CloseCode.UnknownMessage, $"Sync step {step} does not exist."),
        };
    }

    // type, step?, length, bytes: in one array of exactly that size, because it is queued to every session of the document.
    private static byte[] Frame(byte type, byte? step, ReadOnlySpan<byte> bytes)
    {
        var head = step is null ? 1 : 2;
        var frame = GC.AllocateUninitializedArray<byte>(checked(head + Lib0Writer.VarBytesLength(bytes.Length)));
        frame[0] = type;
        if (step is { } value)
            frame[1] = value;
        new Lib0Writer(frame.AsSpan(head)).WriteVarBytes(bytes);
        return frame;
    }
}
