using CollabServer.LoadTool.Edits;
using CollabServer.LoadTool.Sockets;

namespace CollabServer.LoadTool.Dialects;

/// <summary>Hocuspocus: every message starts with the document name. A sync status of 1 confirms one update, in order.</summary>
internal sealed class HocuspocusDialect : LoadDialect
{
    private const byte Sync = 0;
    private const byte Awareness = 1;
    private const byte Auth = 2;
    private const byte SyncReply = 4;
    private const byte SyncStatus = 8;

    public override string Name => "hocuspocus";

    public override bool Acknowledges => true;

    public override Uri Address(Uri server, string document) => server;

    public override void WriteOpening(FrameBatch frames, IConversation client)
    {
        Start(frames, client.Document, Auth);
        frames.Payload.WriteVarint(0);
        frames.Payload.WriteVarString("");
        frames.EndFrame();
        Start(frames, client.Document, Sync);
        frames.Payload.WriteBytes(0, 1, 0);
        frames.EndFrame();
    }

    public override void WriteUpdate(FrameBatch frames, string document, ulong number, ReadOnlySpan<byte> update)
    {
        Start(frames, document, Sync);
        frames.Payload.WriteVarint(2);
        frames.Payload.WriteVarBytes(update);
        frames.EndFrame();
    }

    public override void WriteAwareness(FrameBatch frames, string document, ReadOnlySpan<byte> update)
    {
        Start(frames, document, Awareness);
        frames.Payload.WriteVarBytes(update);
        frames.EndFrame();
    }

    private static void Start(FrameBatch frames, string document, byte type)
    {
        frames.Payload.WriteVarString(document);
        frames.Payload.WriteVarint(type);
    }

    public override void Read(ReadOnlyMemory<byte> message, IConversation client, FrameBatch replies)
    {
        var bytes = message.Span;
        if (bytes.Length == 1)
            return; // a bare ping
        for (var at = 0; at < bytes.Length;)
        {
            Varint.ReadBytes(bytes, ref at);
            switch (Varint.Read(bytes, ref at))
            {
                case Sync or SyncReply:
                    // A step 1 stays without an answer: it would be confirmed like an update and shift the count of confirmations.
                    YWebsocketDialect.ReadSync(bytes, ref at, client);
                    break;
                case Awareness:
                    client.OnAwareness(Varint.ReadBytes(bytes, ref at));
                    break;
                case SyncStatus:
                    if (Varint.Read(bytes, ref at) == 1)
                        client.OnNextAcknowledged();
                    break;
                default:
                    return; // authenticated, stateless, ...: nothing to measure
            }
        }
    }
}
