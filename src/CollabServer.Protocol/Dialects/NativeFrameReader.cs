using CollabServer.Protocol.Messages;

namespace CollabServer.Protocol.Dialects;

/// <summary>Reads one native frame of a client: exact number of fields, exact types, nothing behind the last field.</summary>
internal static class NativeFrameReader
{
    public static ClientMessage Read(ReadOnlyMemory<byte> frame)
    {
        var fields = new NativeFieldReader(frame);
        var message = ReadMessage(ref fields);
        fields.EnsureEnd();
        return message;
    }

    private static ClientMessage ReadMessage(ref NativeFieldReader fields)
    {
        switch (fields.Kind)
        {
            case (ulong)MessageKind.Hello:
                fields.ExpectCount(5);
                return ReadHello(ref fields);
            case (ulong)MessageKind.SyncRequest:
                fields.ExpectCount(1);
                return new SyncRequest(fields.ReadBytes());
            case (ulong)MessageKind.SyncPart:
                fields.ExpectCount(4);
                return ReadSyncPart(ref fields);
            case (ulong)MessageKind.Update:
                fields.ExpectCount(2);
                return new ClientUpdate(fields.ReadSafeInteger(), fields.ReadBytes());
            case (ulong)MessageKind.Awareness:
                fields.ExpectCount(1);
                return new ClientAwareness(fields.ReadBytes());
            case (ulong)MessageKind.AwarenessRequest:
                fields.ExpectCount(0);
                return new AwarenessRequest();
            case (ulong)MessageKind.Message:
                fields.ExpectCount(2);
                return new ClientApplicationMessage(fields.ReadName(), fields.ReadApplicationValue());
            case (ulong)MessageKind.Token:
                fields.ExpectCount(1);
                return new TokenRefresh(fields.ReadToken() ?? throw new ProtocolException(CloseCode.MalformedFrame, "A token may not be nil."));
            case (ulong)MessageKind.Ping:
                fields.ExpectCount(1);
                return new ClientPing(fields.ReadTimestamp());
            case (ulong)MessageKind.Pong:
                fields.ExpectCount(1);
                return new ClientPong(fields.ReadTimestamp());
            case (ulong)MessageKind.Welcome or (ulong)MessageKind.Ack or (ulong)MessageKind.Notice or (ulong)MessageKind.Error:
                throw new ProtocolException(CloseCode.UnexpectedMessage, $"Only the server sends kind {fields.Kind}.");
            default:
                throw new ProtocolException(CloseCode.UnknownMessage, $"Kind {fields.Kind} does not exist.");
        }
    }

    // [1, token|nil, generation|nil, clientId, clientName, clientVersion]
    private static Hello ReadHello(ref NativeFieldReader fields)
    {
        var token = fields.ReadToken();
        var generation = fields.ReadGeneration();
        var clientId = fields.ReadSafeInteger();
        return new Hello(token, generation, clientId, ClientName: fields.ReadName(), ClientVersion: fields.ReadName());
    }

    // [4, bytes, part, parts, ref]
    private static ClientSyncPart ReadSyncPart(ref NativeFieldReader fields)
    {
        var bytes = fields.ReadBytes();
        var part = fields.ReadCount();
        var parts = fields.ReadCount();

        // An empty part would let a client announce two thousand million parts and send them for nothing.
        if (bytes.IsEmpty)
            throw new ProtocolException(CloseCode.MalformedFrame, "A sync part may not be empty.");
        if (part >= parts)
            throw new ProtocolException(CloseCode.MalformedFrame, $"There is no part {part} of {parts}.");
        return new ClientSyncPart(bytes, part, parts, fields.ReadSafeInteger());
    }
}
