using System.Buffers;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>
/// Between the two forms of one value on the wire: update format 1 carries embeds and format values as JSON text, format 2 as <c>any</c>.
/// Both directions give the bytes Yjs gives after reading the other form.
/// </summary>
internal static class AnyText
{
    /// <summary>JSON text of one <c>any</c> value that was checked before.</summary>
    public static void ToJson(ReadOnlySpan<byte> any, IBufferWriter<byte> output)
    {
        // Most format values are one of these.
        switch (any.Length == 1 ? any[0] : 0)
        {
            case AnyTag.Null:
                output.Write("null"u8);
                break;
            case AnyTag.True:
                output.Write("true"u8);
                break;
            case AnyTag.False:
                output.Write("false"u8);
                break;
            default:
                JsonFormatter.Write(AnyReader.ReadTrusted(any, out _), output);
                break;
        }
    }

    /// <summary>Checks JSON text and writes it as <c>any</c>. Nothing is written when it is refused.</summary>
    public static bool TryFromJson(ReadOnlySpan<byte> json, int maxDepth, IBufferWriter<byte> output, out AnyFault fault)
    {
        if (json.SequenceEqual("null"u8) || json.SequenceEqual("true"u8) || json.SequenceEqual("false"u8))
        {
            output.GetSpan(1)[0] = json[0] switch { (byte)'n' => AnyTag.Null, (byte)'t' => AnyTag.True, _ => AnyTag.False };
            output.Advance(1);
            fault = AnyFault.None;
            return true;
        }

        if (!JsonParser.TryParse(json, maxDepth, out var value, out fault))
        {
            return false;
        }

        AnyWriter.Write(value!, output);
        return true;
    }

    /// <summary>JSON text as <c>JSON.stringify(JSON.parse(json))</c> gives it.</summary>
    public static bool TryNormalizeJson(ReadOnlySpan<byte> json, int maxDepth, IBufferWriter<byte> output, out AnyFault fault)
    {
        if (!JsonParser.TryParse(json, maxDepth, out var value, out fault))
        {
            return false;
        }

        JsonFormatter.Write(value!, output);
        return true;
    }

    /// <summary>One checked <c>any</c> value as Yjs would write it again: see <see cref="AnyReader.TryMeasure"/>.</summary>
    public static void Normalize(ReadOnlySpan<byte> any, IBufferWriter<byte> output) =>
        AnyWriter.Write(AnyReader.ReadTrusted(any, out _), output);

    /// <summary>Parses JSON text that was checked before.</summary>
    public static Output ReadTrustedJson(ReadOnlySpan<byte> json) =>
        JsonParser.TryParse(json, int.MaxValue, out var value, out var fault)
            ? value!
            : throw new InvalidOperationException($"A stored value cannot be read: {fault}.");
}
