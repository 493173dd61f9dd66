using System.Buffers;
using System.Text;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>
/// Plain values to JSON text exactly as JavaScript's <c>JSON.stringify</c>: <c>undefined</c> is left out of objects and null in arrays, NaN
/// and the infinities are null, bytes are an object of their indexes, lone surrogates are escaped. Two values that JavaScript refuses get a
/// text all the same: a BigInt its digits, a bare <c>undefined</c> null.
/// </summary>
internal static class JsonFormatter
{
    public static void Write(Output value, IBufferWriter<byte> output)
    {
        switch (value.Tag)
        {
            case OutputTag.Boolean:
                output.Write(value.Boolean ? "true"u8 : "false"u8);
                break;
            case OutputTag.Double:
                JsNumber.Write(value.Double, output);
                break;
            case OutputTag.Long:
                var span = output.GetSpan(20);
                _ = value.Long.TryFormat(span, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
                output.Advance(written);
                break;
            case OutputTag.String:
                WriteString(value.String, output);
                break;
            case OutputTag.Bytes:
                WriteBytes(value.Bytes, output);
                break;
            case OutputTag.JsonArray:
                WriteArray(value.JsonArray, output);
                break;
            case OutputTag.JsonObject:
                WriteObject(value.JsonObject, output);
                break;
            case OutputTag.Null or OutputTag.Undefined:
                output.Write("null"u8);
                break;
            default:
                throw new YDotNetException($"A shared {value.Tag} cannot be part of a plain value.");
        }
    }

    public static void WriteString(string value, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        var start = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]);
            if (c >= ' ' && c != '"' && c != '\\' && (isPair || !char.IsSurrogate(c)))
            {
                i += isPair ? 1 : 0;
                continue;
            }

            Encoding.UTF8.GetBytes(value.AsSpan(start, i - start), output);
            WriteEscape(c, output);
            start = i + 1;
        }

        Encoding.UTF8.GetBytes(value.AsSpan(start), output);
        output.Write("\""u8);
    }

    private static void WriteEscape(char c, IBufferWriter<byte> output)
    {
        var letter = c switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
        if (letter != '\0')
        {
            output.Write([(byte)'\\', (byte)letter]);
            return;
        }

        output.Write("\\u"u8);
        _ = ((ushort)c).TryFormat(output.GetSpan(4), out _, "x4", System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(4);
    }

    private static void WriteArray(JsonArray array, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var i = 0; i < array.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            Write(array[i], output);
        }

        output.Write("]"u8);
    }

    private static void WriteObject(JsonObject members, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var first = true;
        foreach (var (key, member) in members)
        {
            if (member.Undefined)
            {
                continue;
            }

            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            WriteString(key, output);
            output.Write(":"u8);
            Write(member, output);
        }

        output.Write("}"u8);
    }

    private static void WriteBytes(byte[] bytes, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var i = 0; i < bytes.Length; i++)
        {
            output.Write(i > 0 ? ",\""u8 : "\""u8);
            JsNumber.Write(i, output);
            output.Write("\":"u8);
            JsNumber.Write(bytes[i], output);
        }

        output.Write("}"u8);
    }
}
