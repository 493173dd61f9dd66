using System.Text.Json;
using CollabServer.Protocol.Lib0;

namespace CollabServer.Protocol.Awareness;

/// <summary>
/// The y-protocols awareness update: <c>varuint count, (varuint client, varuint clock, varstring JSON)*</c>, where the JSON
/// <c>null</c> says that the client has left. Only the codec; who may speak for whom and what wins is decided elsewhere.
/// </summary>
public static class AwarenessUpdate
{
    /// <summary>Client, clock and length take a byte each, and the shortest JSON text as well.</summary>
    private const int MinEntryBytes = 4;

    private static ReadOnlySpan<byte> Left => "null"u8;

    /// <summary>The entries in their order; states are slices of <paramref name="update"/>.</summary>
    /// <exception cref="ProtocolException">Malformed or above a limit, with <see cref="CloseCode.MalformedAwareness"/>.</exception>
    public static AwarenessEntry[] Decode(ReadOnlyMemory<byte> update, AwarenessLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var reader = new Lib0Reader(update, CloseCode.MalformedAwareness);
        var count = reader.ReadVarUint();
        if (count > (ulong)(reader.Remaining / MinEntryBytes))
            throw reader.Fault($"{count} entries do not fit in {reader.Remaining} bytes.");
        if (count > (ulong)limits.MaxEntries)
            throw reader.Fault($"{count} entries are more than {limits.MaxEntries}.");

        var entries = new AwarenessEntry[count];
        for (var i = 0; i < entries.Length; i++)
        {
            var clientId = reader.ReadVarUint();
            var clock = reader.ReadVarUint();
            entries[i] = new AwarenessEntry(clientId, clock, ReadState(ref reader, limits));
        }

        return reader.IsAtEnd ? entries : throw reader.Fault("Bytes follow the last entry.");
    }

    public static byte[] Encode(IReadOnlyCollection<AwarenessEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var length = Lib0Writer.VarUintLength((ulong)entries.Count);
        foreach (var entry in entries)
        {
            var state = entry.State is { } present ? present.Length : Left.Length;
            length = checked(length + Lib0Writer.VarUintLength(entry.ClientId) + Lib0Writer.VarUintLength(entry.Clock) + Lib0Writer.VarBytesLength(state));
        }

        var update = GC.AllocateUninitializedArray<byte>(length);
        var writer = new Lib0Writer(update);
        writer.WriteVarUint((ulong)entries.Count);
        foreach (var entry in entries)
        {
            writer.WriteVarUint(entry.ClientId);
            writer.WriteVarUint(entry.Clock);
            writer.WriteVarBytes(entry.State is { } state ? state.Span : Left);
        }

        return update;
    }

    private static ReadOnlyMemory<byte>? ReadState(ref Lib0Reader reader, AwarenessLimits limits)
    {
        // JSON strings are not decoded here, so the JSON reader would let broken UTF-8 inside them pass.
        var json = reader.ReadVarStringBytes();
        if (json.Length > limits.MaxStateBytes)
            throw reader.Fault($"A state of {json.Length} bytes is larger than {limits.MaxStateBytes}.");
        try
        {
            var tokens = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = limits.MaxStateDepth });
            tokens.Read();
            var hasLeft = tokens.TokenType == JsonTokenType.Null;
            while (tokens.Read())
            {
            }

            // Not a conditional expression: its null would become empty memory by way of byte[].
            if (hasLeft)
                return null;
            return json;
        }
        catch (JsonException e)
        {
            throw new ProtocolException(CloseCode.MalformedAwareness, "A state is not JSON.", e);
        }
    }
}
