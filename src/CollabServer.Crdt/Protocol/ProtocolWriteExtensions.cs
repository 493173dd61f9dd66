namespace CollabServer.Crdt.Protocol;

/// <summary>Writing messages; each is flushed. The grammar stands at <see cref="ProtocolReadExtensions"/>.</summary>
public static class ProtocolWriteExtensions
{
    /// <summary>Writes a message.</summary>
    public static async Task WriteAsync(this Encoder encoder, SyncStep1Message message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        await WriteSyncAsync(encoder, SyncStep1Message.Identifier, message.StateVector, ct);
    }

    /// <summary>Writes a message.</summary>
    public static async Task WriteAsync(this Encoder encoder, SyncStep2Message message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        await WriteSyncAsync(encoder, SyncStep2Message.Identifier, message.Update, ct);
    }

    /// <summary>Writes a message.</summary>
    public static async Task WriteAsync(this Encoder encoder, SyncUpdateMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        await WriteSyncAsync(encoder, SyncUpdateMessage.Identifier, message.Update, ct);
    }

    /// <summary>Writes a message.</summary>
    public static async Task WriteAsync(this Encoder encoder, AuthErrorMessage message, CancellationToken ct)
    {
        const ulong PermissionDenied = 0;
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(message);
        await encoder.WriteVarUintAsync(AuthErrorMessage.Identifier, ct);
        await encoder.WriteVarUintAsync(PermissionDenied, ct);
        await encoder.WriteVarStringAsync(message.Reason, ct);
        await encoder.FlushAsync(ct);
    }

    /// <summary>Writes a message.</summary>
    public static async Task WriteAsync(this Encoder encoder, QueryAwarenessMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(message);
        await encoder.WriteVarUintAsync(QueryAwarenessMessage.Identifier, ct);
        await encoder.FlushAsync(ct);
    }

    /// <summary>Writes a message. A client that has left is written as <c>null</c>, which Yjs understands. (YDotNet writes nothing, which it does not.)</summary>
    public static async Task WriteAsync(this Encoder encoder, AwarenessMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(message);
        var body = new BufferEncoder();
        await body.WriteVarUintAsync((ulong)message.Clients.Length, ct);
        foreach (var (client, clock, state) in message.Clients)
        {
            await body.WriteVarUintAsync(client, ct);
            await body.WriteVarUintAsync(clock, ct);
            await body.WriteVarStringAsync(state ?? "null", ct);
        }

        await encoder.WriteVarUintAsync(AwarenessMessage.Identifier, ct);
        await encoder.WriteVarUint8Array(body.ToArray(), ct);
        await encoder.FlushAsync(ct);
    }

    private static async Task WriteSyncAsync(Encoder encoder, long identifier, byte[] body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        await encoder.WriteVarUintAsync(SyncMessage.BaseIdentifier, ct);
        await encoder.WriteVarUintAsync((ulong)identifier, ct);
        await encoder.WriteVarUint8Array(body, ct);
        await encoder.FlushAsync(ct);
    }
}
