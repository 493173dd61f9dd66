using System.Buffers.Binary;

namespace CollabServer.Crdt.Lib0;

/// <summary>Writes lib0 "any" values with the choices Yjs makes, so that bytes are equal.</summary>
internal static class AnyTokenWriter
{
    private const double LargestInteger = int.MaxValue;

    public static void WriteNumber(ByteWriter writer, double value)
    {
        if (Math.Truncate(value) == value && Math.Abs(value) <= LargestInteger)
        {
            writer.WriteByte(AnyTag.Integer);
            writer.WriteVarInt((ulong)Math.Abs(value), double.IsNegative(value));
        }
        else if ((float)value == value)
        {
            writer.WriteByte(AnyTag.Float32);
            BinaryPrimitives.WriteSingleBigEndian(writer.Reserve(sizeof(float)), (float)value);
            writer.Advance(sizeof(float));
        }
        else
        {
            writer.WriteByte(AnyTag.Float64);
            BinaryPrimitives.WriteDoubleBigEndian(writer.Reserve(sizeof(double)), value);
            writer.Advance(sizeof(double));
        }
    }

    public static void WriteBigInt(ByteWriter writer, long value)
    {
        writer.WriteByte(AnyTag.BigInt);
        BinaryPrimitives.WriteInt64BigEndian(writer.Reserve(sizeof(long)), value);
        writer.Advance(sizeof(long));
    }

    /// <summary>Text as kept by the engine; lone surrogates become U+FFFD, as when JavaScript encodes them.</summary>
    public static void WriteText(ByteWriter writer, ReadOnlySpan<byte> text)
    {
        writer.WriteByte(AnyTag.Text);
        writer.WriteVarText(text);
    }

    public static void WriteText(ByteWriter writer, string text) => WriteText(writer, Wtf8.FromText(text));

    public static void WriteBoolean(ByteWriter writer, bool value) => writer.WriteByte(value ? AnyTag.True : AnyTag.False);

    public static void WriteNull(ByteWriter writer) => writer.WriteByte(AnyTag.Null);

    public static void WriteUndefined(ByteWriter writer) => writer.WriteByte(AnyTag.Undefined);

    public static void WriteBytes(ByteWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.WriteByte(AnyTag.Bytes);
        writer.WriteVarBytes(bytes);
    }

    /// <summary>That many values follow.</summary>
    public static void BeginArray(ByteWriter writer, int count)
    {
        writer.WriteByte(AnyTag.Array);
        writer.WriteVarUint((ulong)count);
    }

    /// <summary>That many pairs of <see cref="WriteKey"/> and a value follow.</summary>
    public static void BeginObject(ByteWriter writer, int count)
    {
        writer.WriteByte(AnyTag.Object);
        writer.WriteVarUint((ulong)count);
    }

    public static void WriteKey(ByteWriter writer, ReadOnlySpan<byte> key) => writer.WriteVarText(key);
}
