using System.Buffers.Binary;

namespace CollabServer.MessagePack;

/// <content>Numbers. Integers take their shortest form, non-negative ones an unsigned form whatever the type; floats keep their width.</content>
public ref partial struct MessagePackWriter
{
    private const int MinNegativeFixInt = -32;

    public void Write(byte value) => Write((ulong)value);

    public void Write(ushort value) => Write((ulong)value);

    public void Write(uint value) => Write((ulong)value);

    public void Write(ulong value)
    {
        if (value <= MessagePackCode.MaxFixInt)
            WriteCode((byte)value);
        else if (value <= byte.MaxValue)
            WriteUInt8((byte)value);
        else if (value <= ushort.MaxValue)
            WriteUInt16((ushort)value);
        else if (value <= uint.MaxValue)
            WriteUInt32((uint)value);
        else
            WriteUInt64(value);
    }

    public void Write(sbyte value) => Write((long)value);

    public void Write(short value) => Write((long)value);

    public void Write(int value) => Write((long)value);

    public void Write(long value)
    {
        if (value >= 0)
            Write((ulong)value);
        else if (value >= MinNegativeFixInt)
            WriteCode((byte)value);
        else if (value >= sbyte.MinValue)
            WriteInt8((sbyte)value);
        else if (value >= short.MinValue)
            WriteInt16((short)value);
        else if (value >= int.MinValue)
            WriteInt32((int)value);
        else
            WriteInt64(value);
    }

    /// <summary>One UTF-16 code unit, as an unsigned integer.</summary>
    public void Write(char value) => Write((ulong)value);

    public void Write(float value) => WriteCoded32(MessagePackCode.Float32, BitConverter.SingleToUInt32Bits(value));

    public void Write(double value) => WriteCoded64(MessagePackCode.Float64, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Always two bytes; as the other fixed-width forms, for values that are patched later.</summary>
    public void WriteUInt8(byte value) => WriteCoded8(MessagePackCode.UInt8, value);

    public void WriteUInt16(ushort value) => WriteCoded16(MessagePackCode.UInt16, value);

    public void WriteUInt32(uint value) => WriteCoded32(MessagePackCode.UInt32, value);

    public void WriteUInt64(ulong value) => WriteCoded64(MessagePackCode.UInt64, value);

    public void WriteInt8(sbyte value) => WriteCoded8(MessagePackCode.Int8, (byte)value);

    public void WriteInt16(short value) => WriteCoded16(MessagePackCode.Int16, (ushort)value);

    public void WriteInt32(int value) => WriteCoded32(MessagePackCode.Int32, (uint)value);

    public void WriteInt64(long value) => WriteCoded64(MessagePackCode.Int64, (ulong)value);

    /// <summary>How many bytes <see cref="Write(ulong)"/> takes for the value.</summary>
    public static int GetEncodedLength(ulong value) => value switch
    {
        <= MessagePackCode.MaxFixInt => 1,
        <= byte.MaxValue => 2,
        <= ushort.MaxValue => 3,
        <= uint.MaxValue => 5,
        _ => 9,
    };

    /// <summary>How many bytes <see cref="Write(long)"/> takes for the value.</summary>
    public static int GetEncodedLength(long value) => value switch
    {
        >= 0 => GetEncodedLength((ulong)value),
        >= MinNegativeFixInt => 1,
        >= sbyte.MinValue => 2,
        >= short.MinValue => 3,
        >= int.MinValue => 5,
        _ => 9,
    };

    private void WriteCoded8(byte code, byte value)
    {
        var span = GetSpan(1 + sizeof(byte));
        span[1] = value;
        span[0] = code;
        _buffered += 1 + sizeof(byte);
    }

    private void WriteCoded16(byte code, ushort value)
    {
        var span = GetSpan(1 + sizeof(ushort));
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], value);
        span[0] = code;
        _buffered += 1 + sizeof(ushort);
    }

    private void WriteCoded32(byte code, uint value)
    {
        var span = GetSpan(1 + sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(span[1..], value);
        span[0] = code;
        _buffered += 1 + sizeof(uint);
    }

    private void WriteCoded64(byte code, ulong value)
    {
        var span = GetSpan(1 + sizeof(ulong));
        BinaryPrimitives.WriteUInt64BigEndian(span[1..], value);
        span[0] = code;
        _buffered += 1 + sizeof(ulong);
    }
}
