using CollabServer.LoadTool.Sockets;
using CollabServer.MessagePack;

namespace CollabServer.LoadTool.Dialects;

/// <summary>
/// Subprotocol collab.msgpack.v1: MessagePack arrays <c>[kind, …]</c>. The server's sync-request stays without an answer: a load client
/// has made nothing before it joins.
/// </summary>
internal sealed class NativeDialect : LoadDialect
{
    private const int Hello = 1;
    private const int Welcome = 2;
    private const int SyncRequest = 3;
    private const int SyncPart = 4;
    private const int Update = 5;
    private const int Ack = 6;
    private const int Awareness = 7;
    private const int Error = 11;
    private const int Ping = 13;
    private const int Pong = 14;

    public override string Name => "native";

    public override string Subprotocol => "collab.msgpack.v1";

    public override bool Acknowledges => true;

    public override void WriteOpening(FrameBatch frames, IConversation client)
    {
        var writer = new MessagePackWriter(frames.Payload);
        writer.WriteArrayHeader(6);
        writer.Write(Hello);
        writer.WriteNil();
        writer.WriteNil();
        writer.Write(client.ClientId);
        writer.Write("load");
        writer.Write("1");
        writer.Flush();
        frames.EndFrame();
    }

    public override void WriteSyncRequest(FrameBatch frames)
    {
        var writer = new MessagePackWriter(frames.Payload);
        writer.WriteArrayHeader(2);
        writer.Write(SyncRequest);
        writer.Write([0]);
        writer.Flush();
        frames.EndFrame();
    }

    public override void WriteUpdate(FrameBatch frames, string document, ulong number, ReadOnlySpan<byte> update)
    {
        var writer = new MessagePackWriter(frames.Payload);
        writer.WriteArrayHeader(3);
        writer.Write(Update);
        writer.Write(number);
        writer.Write(update);
        writer.Flush();
        frames.EndFrame();
    }

    public override void WriteAwareness(FrameBatch frames, string document, ReadOnlySpan<byte> update)
    {
        var writer = new MessagePackWriter(frames.Payload);
        writer.WriteArrayHeader(2);
        writer.Write(Awareness);
        writer.Write(update);
        writer.Flush();
        frames.EndFrame();
    }

    public override void Read(ReadOnlyMemory<byte> message, IConversation client, FrameBatch replies)
    {
        var reader = new MessagePackReader(message, MessagePackSecurity.TrustedData);
        while (!reader.End)
        {
            var fields = reader.ReadArrayHeader();
            var read = 1;
            switch (reader.ReadInt32())
            {
                case Welcome:
                    client.OnWelcome();
                    break;
                case SyncPart:
                    ReadSyncPart(ref reader, client);
                    read += 3;
                    break;
                case Update:
                    reader.Skip();
                    client.OnUpdate(reader.ReadBytes()!.Value.FirstSpan);
                    read += 2;
                    break;
                case Ack:
                    client.OnAcknowledged(reader.ReadUInt64(), reader.ReadUInt64());
                    read += 2;
                    break;
                case Awareness:
                    client.OnAwareness(reader.ReadBytes()!.Value.FirstSpan);
                    read++;
                    break;
                case Ping:
                    var timestamp = reader.ReadInt64();
                    read++;
                    var writer = new MessagePackWriter(replies.Payload);
                    writer.WriteArrayHeader(2);
                    writer.Write(Pong);
                    writer.Write(timestamp);
                    writer.Flush();
                    replies.EndFrame();
                    break;
                case Error:
                    throw new InvalidDataException($"The server refuses: {reader.ReadString()}: {reader.ReadString()}");
                default:
                    break;
            }
            for (; read < fields; read++)
                reader.Skip();
        }
    }

    private static void ReadSyncPart(ref MessagePackReader reader, IConversation client)
    {
        var bytes = reader.ReadBytes()!.Value.FirstSpan;
        var part = reader.ReadInt32();
        var parts = reader.ReadInt32();
        if (client.JoinParts(bytes, part, parts) is not { } update)
            return;
        client.OnUpdate(update);
        client.OnSynced();
    }
}
