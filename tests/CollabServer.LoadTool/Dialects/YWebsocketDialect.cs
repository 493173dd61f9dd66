using CollabServer.LoadTool.Edits;
using CollabServer.LoadTool.Sockets;

namespace CollabServer.LoadTool.Dialects;

/// <summary>y-protocols as the y-websocket client speaks it: varuint type, body. The document is the path of the URL.</summary>
internal sealed class YWebsocketDialect : LoadDialect
{
    private const byte Sync = 0;
    private const byte Awareness = 1;
    private const byte Step1 = 0;
    private const byte Step2 = 1;
    private const byte Update = 2;

    public override string Name => "y-websocket";

    public override void WriteOpening(FrameBatch frames, IConversation client)
    {
        frames.Payload.WriteBytes(Sync, Step1, 1, 0); // an empty state vector: everything, please
        frames.EndFrame();
    }

    public override void WriteUpdate(FrameBatch frames, string document, ulong number, ReadOnlySpan<byte> update)
    {
        frames.Payload.WriteBytes(Sync, Update);
        frames.Payload.WriteVarBytes(update);
        frames.EndFrame();
    }

    public override void WriteAwareness(FrameBatch frames, string document, ReadOnlySpan<byte> update)
    {
        frames.Payload.WriteBytes(Awareness);
        frames.Payload.WriteVarBytes(update);
        frames.EndFrame();
    }

    public override void Read(ReadOnlyMemory<byte> message, IConversation client, FrameBatch replies)
    {
        var bytes = message.Span;
        for (var at = 0; at < bytes.Length;)
        {
            switch (Varint.Read(bytes, ref at))
            {
                case Sync when ReadSync(bytes, ref at, client):
                    // Answers step 1 with an empty update: this client has made nothing yet that the server lacks.
                    replies.Payload.WriteBytes(Sync, Step2, 2, 0, 0);
                    replies.EndFrame();
                    break;
                case Sync:
                    break;
                case Awareness:
                    client.OnAwareness(Varint.ReadBytes(bytes, ref at));
                    break;
                case 2:
                    Varint.Read(bytes, ref at);
                    Varint.ReadBytes(bytes, ref at);
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>True when the server asked for what the client has.</summary>
    internal static bool ReadSync(ReadOnlySpan<byte> bytes, ref int at, IConversation client)
    {
        var step = Varint.Read(bytes, ref at);
        var body = Varint.ReadBytes(bytes, ref at);
        if (step == Step1)
            return true;
        client.OnUpdate(body);
        if (step == Step2)
            client.OnSynced();
        return false;
    }
}
