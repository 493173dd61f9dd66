using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Values;

/// <summary>Writes plain values as lib0 <c>any</c>, byte for byte as Yjs does.</summary>
internal static class AnyWriter
{
    /// <summary>The NaN that JavaScript engines write; .NET's own has the sign bit set.</summary>
    private static readonly double NaN = BitConverter.UInt64BitsToDouble(0x7ff8_0000_0000_0000);

    public static byte[] ToBytes(Output value)
    {
        using var writer = new ByteWriter();
        Write(value, writer);
        return writer.ToArray();
    }

    /// <summary>Lone surrogates become U+FFFD, as in every string Yjs puts on the wire.</summary>
    public static void Write(Output value, ByteWriter writer)
    {
        switch (value.Tag)
        {
            case OutputTag.Undefined:
                AnyTokenWriter.WriteUndefined(writer);
                break;
            case OutputTag.Null:
                AnyTokenWriter.WriteNull(writer);
                break;
            case OutputTag.Boolean:
                AnyTokenWriter.WriteBoolean(writer, value.Boolean);
                break;
            case OutputTag.Double:
                AnyTokenWriter.WriteNumber(writer, double.IsNaN(value.Double) ? NaN : value.Double);
                break;
            case OutputTag.Long:
                AnyTokenWriter.WriteBigInt(writer, value.Long);
                break;
            case OutputTag.String:
                AnyTokenWriter.WriteText(writer, value.String);
                break;
            case OutputTag.Bytes:
                AnyTokenWriter.WriteBytes(writer, value.Bytes);
                break;
            case OutputTag.JsonArray:
                AnyTokenWriter.BeginArray(writer, value.JsonArray.Count);
                foreach (var item in value.JsonArray)
                {
                    Write(item, writer);
                }

                break;
            case OutputTag.JsonObject:
                AnyTokenWriter.BeginObject(writer, value.JsonObject.Count);
                foreach (var (key, member) in value.JsonObject)
                {
                    AnyTokenWriter.WriteKey(writer, Wtf8.FromText(key));
                    Write(member, writer);
                }

                break;
            default:
                throw new YDotNetException($"A shared {value.Tag} cannot be part of a plain value.");
        }
    }
}
