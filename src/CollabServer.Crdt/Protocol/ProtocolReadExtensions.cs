namespace CollabServer.Crdt.Protocol;

/// <summary>
/// Reading messages.
/// <code>
/// message   := 0 sync | 1 awareness | 2 permission | 3
/// sync      := 0 bytes(state vector) | 1 bytes(update) | 2 bytes(update)
/// awareness := bytes( count, (client, clock, string(JSON or "null"))* )
/// permission := 0 string(reason)
/// </code>
/// Source: y-protocols 1.0.7, y-websocket 3.1.0.
/// </summary>
public static class ProtocolReadExtensions
{
    /// <summary>Reads a message of any kind; <see cref="UnknownMessage"/> if its number means nothing here.</summary>
    /// <exception cref="ProtocolException">The bytes are no message.</exception>
    public static async ValueTask<BaseMessage> ReadNextMessageAsync(this Decoder decoder, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        var identifier = await decoder.ReadVarUintAsync(ct);
        return identifier switch
        {
            SyncMessage.BaseIdentifier => await decoder.ReadSyncMessageAsync(ct),
            AwarenessMessage.Identifier => await ReadAwarenessAsync(decoder, ct),
            AuthErrorMessage.Identifier => await ReadAuthAsync(decoder, ct),
            QueryAwarenessMessage.Identifier => new QueryAwarenessMessage(),
            _ => new UnknownMessage(identifier),
        };
    }

    /// <summary>Reads the rest of a message about the document, behind its first number; <see cref="UnknownSyncMessage"/> if the second means nothing here.</summary>
    /// <exception cref="ProtocolException">The bytes are no message.</exception>
    public static async ValueTask<SyncMessage> ReadSyncMessageAsync(this Decoder decoder, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        var identifier = await decoder.ReadVarUintAsync(ct);
        return identifier switch
        {
            SyncStep1Message.Identifier => new SyncStep1Message(await decoder.ReadVarUint8ArrayAsync(ct)),
            SyncStep2Message.Identifier => new SyncStep2Message(await decoder.ReadVarUint8ArrayAsync(ct)),
            SyncUpdateMessage.Identifier => new SyncUpdateMessage(await decoder.ReadVarUint8ArrayAsync(ct)),
            _ => new UnknownSyncMessage(identifier),
        };
    }

    private static async ValueTask<BaseMessage> ReadAuthAsync(Decoder decoder, CancellationToken ct)
    {
        const ulong PermissionDenied = 0;
        var kind = await decoder.ReadVarUintAsync(ct);
        return kind == PermissionDenied
            ? new AuthErrorMessage(await decoder.ReadVarStringAsync(ct))
            : throw new ProtocolException($"Unknown kind of message about permission: {kind}.");
    }

    private static async ValueTask<BaseMessage> ReadAwarenessAsync(Decoder decoder, CancellationToken ct)
    {
        const int BytesPerClient = 3;
        var body = await decoder.ReadVarUint8ArrayAsync(ct);
        var reader = new BufferDecoder(body) { MaxLength = decoder.MaxLength };
        var count = await reader.ReadVarUintAsync(ct);
        if (count > (ulong)(body.Length / BytesPerClient))
        {
            throw new ProtocolException($"The message cannot hold {count} clients.");
        }

        var clients = new AwarenessInformation[count];
        for (var i = 0; i < clients.Length; i++)
        {
            var client = await reader.ReadVarUintAsync(ct);
            var clock = await reader.ReadVarUintAsync(ct);
            var state = await reader.ReadVarStringAsync(ct);
            clients[i] = new AwarenessInformation(client, clock, state is "null" or "" ? null : state);
        }

        return new AwarenessMessage(clients);
    }
}
