using CollabServer.MessagePack;
using CollabServer.Protocol.Messages;

namespace CollabServer.Protocol.Dialects;

/// <summary>The dialect of our own clients: one MessagePack array <c>[kind, fields…]</c> per WebSocket message. protocol.md describes every frame.</summary>
public sealed class NativeDialect : IDialect
{
    public string Subprotocol => "collab.msgpack.v1";

    public bool StartsWithHello => true;

    public bool EchoesAwareness => false;

    public void Decode(ReadOnlyMemory<byte> frame, List<ClientMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ClientMessage message;
        try
        {
            message = NativeFrameReader.Read(frame);
        }
        catch (MessagePackSerializationException e)
        {
            throw new ProtocolException(CloseCode.MalformedFrame, e.Message, e);
        }

        messages.Add(message);
    }

    public void Encode(ServerMessage message, List<ReadOnlyMemory<byte>> frames)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(frames);
        switch (message)
        {
            case ServerUpdate update:
                frames.Add(NativeFrameWriter.Update(update.Update.Span));
                break;
            case ServerAwareness awareness:
                frames.Add(NativeFrameWriter.Bytes(MessageKind.Awareness, awareness.Update.Span));
                break;
            case ServerSyncRequest request:
                frames.Add(NativeFrameWriter.Bytes(MessageKind.SyncRequest, request.StateVector.Span));
                break;
            case SyncReply reply:
                NativeFrameWriter.SyncParts(reply.Update, frames);
                break;
            default:
                frames.Add(NativeFrameWriter.Small(message));
                break;
        }
    }
}
