using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Values;

/// <summary>Writes plain values as lib0 <c>any</c>, byte for byte as Yjs does. Grammar: see <see cref="AnyReader"/>.</summary>
internal static class AnyWriter
{
    /// <summary>Lone surrogates become U+FFFD, as in every string Yjs puts on the wire.</summary>
    public static void Write(Output value, IBufferWriter<byte> output)
    {
        switch (value.Tag)
        {
            case OutputTag.Undefined:
                WriteByte(AnyTag.Undefined, output);
                break;
            case OutputTag.Null:
                WriteByte(AnyTag.Null, output);
                break;
            case OutputTag.Boolean:
                WriteByte(value.Boolean ? AnyTag.True : AnyTag.False, output);
                break;
            case OutputTag.Double:
                WriteNumber(value.Double, output);
                break;
            case OutputTag.Long:
                WriteBigInt(value.Long, output);
                break;
            case OutputTag.String:
                WriteByte(AnyTag.String, output);
                WriteString(value.String, output);
                break;
            case OutputTag.Bytes:
                WriteByte(AnyTag.Bytes, output);
                WriteVarUint((ulong)value.Bytes.Length, output);
                output.Write(value.Bytes);
                break;
            case OutputTag.JsonArray:
                WriteArray(value.JsonArray, output);
                break;
            case OutputTag.JsonObject:
                WriteObject(value.JsonObject, output);
                break;
            default:
                throw new YDotNetException($"A shared {value.Tag} cannot be part of a plain value.");
        }
    }

    private static void WriteArray(JsonArray array, IBufferWriter<byte> output)
    {
        WriteByte(AnyTag.Array, output);
        WriteVarUint((ulong)array.Count, output);
        foreach (var item in array)
        {
            Write(item, output);
        }
    }

    private static void WriteObject(JsonObject members, IBufferWriter<byte> output)
    {
        WriteByte(AnyTag.Object, output);
        WriteVarUint((ulong)members.Count, output);
        foreach (var (key, member) in members)
        {
            WriteString(key, output);
            Write(member, output);
        }
    }

    private static void WriteNumber(double value, IBufferWriter<byte> output)
    {
        var tag = AnyNumber.TagOf(value);
        WriteByte(tag, output);
        switch (tag)
        {
            case AnyTag.Integer:
                WriteVarInt(value, output);
                break;
            case AnyTag.Float32:
                BinaryPrimitives.WriteSingleBigEndian(output.GetSpan(sizeof(float)), (float)value);
                output.Advance(sizeof(float));
                break;
            default:
                // .NET's NaN has the sign bit set, JavaScript's has not.
                var bits = double.IsNaN(value) ? AnyNumber.CanonicalNaN : BitConverter.DoubleToUInt64Bits(value);
                BinaryPrimitives.WriteUInt64BigEndian(output.GetSpan(sizeof(double)), bits);
                output.Advance(sizeof(double));
                break;
        }
    }

    private static void WriteBigInt(long value, IBufferWriter<byte> output)
    {
        WriteByte(AnyTag.BigInt, output);
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    private static void WriteVarInt(double value, IBufferWriter<byte> output)
    {
        var magnitude = (ulong)Math.Abs(value);
        var sign = double.IsNegative(value) ? 0x40 : 0;
        var more = magnitude > 0x3f ? 0x80 : 0;
        WriteByte((byte)(more | sign | (int)(magnitude & 0x3f)), output);
        if (more != 0)
        {
            WriteVarUint(magnitude >> 6, output);
        }
    }

    private static void WriteString(string value, IBufferWriter<byte> output)
    {
        WriteVarUint((ulong)Encoding.UTF8.GetByteCount(value), output);
        Encoding.UTF8.GetBytes(value, output);
    }

    private static void WriteVarUint(ulong value, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(10);
        var length = 0;
        for (; value > 0x7f; value >>= 7)
        {
            span[length++] = (byte)(0x80 | value);
        }

        span[length++] = (byte)value;
        output.Advance(length);
    }

    private static void WriteByte(byte value, IBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
