namespace CollabServer.MessagePack;

/// <content>Numbers: any width that a writer chose is accepted, and must fit the type that is asked for.</content>
public ref partial struct MessagePackReader
{
    public byte ReadByte() => (byte)ReadIntegerUpTo(byte.MaxValue);

    public ushort ReadUInt16() => (ushort)ReadIntegerUpTo(ushort.MaxValue);

    public uint ReadUInt32() => (uint)ReadIntegerUpTo(uint.MaxValue);

    public ulong ReadUInt64() => ReadIntegerUpTo(ulong.MaxValue);

    public sbyte ReadSByte() => (sbyte)ReadIntegerWithin(sbyte.MinValue, sbyte.MaxValue);

    public short ReadInt16() => (short)ReadIntegerWithin(short.MinValue, short.MaxValue);

    public int ReadInt32() => (int)ReadIntegerWithin(int.MinValue, int.MaxValue);

    public long ReadInt64() => ReadIntegerWithin(long.MinValue, long.MaxValue);

    /// <summary>One UTF-16 code unit, written as an unsigned integer.</summary>
    public char ReadChar() => (char)ReadUInt16();

    /// <summary>A float of either width or an integer; a float64 is rounded to the nearest float32.</summary>
    public float ReadSingle() => NextCode == MessagePackCode.Float32 ? ReadFloat32() : (float)ReadDouble();

    /// <summary>A float of either width or an integer.</summary>
    public double ReadDouble()
    {
        switch (NextCode)
        {
            case MessagePackCode.Float32:
                return ReadFloat32();
            case MessagePackCode.Float64:
                _reader.Advance(1);
                return BitConverter.UInt64BitsToDouble(ReadBigEndian64());
            case var code when MessagePackCode.ToMessagePackType(code) == MessagePackType.Integer:
                var bits = ReadInteger(out var isNegative);
                return isNegative ? (long)bits : bits;
            case var code:
                Faults.UnexpectedCode(code, "number");
                return 0;
        }
    }

    private float ReadFloat32()
    {
        _reader.Advance(1);
        return BitConverter.UInt32BitsToSingle(ReadBigEndian32());
    }

    private ulong ReadIntegerUpTo(ulong maximum)
    {
        var bits = ReadInteger(out var isNegative);
        if (isNegative)
            Faults.OutOfRange($"{(long)bits} is negative.");
        if (bits > maximum)
            Faults.OutOfRange($"{bits} is more than {maximum}.");
        return bits;
    }

    private long ReadIntegerWithin(long minimum, long maximum)
    {
        var bits = ReadInteger(out var isNegative);
        if (!isNegative && bits > (ulong)maximum)
            Faults.OutOfRange($"{bits} is more than {maximum}.");
        if (isNegative && (long)bits < minimum)
            Faults.OutOfRange($"{(long)bits} is less than {minimum}.");
        return (long)bits;
    }

    /// <summary>The integer in two's complement: the family reaches from −2^63 to 2^64−1, one bit more than 64 bits hold.</summary>
    private ulong ReadInteger(out bool isNegative)
    {
        var code = ReadCode();
        isNegative = false;
        switch (code)
        {
            case <= MessagePackCode.MaxFixInt:
                return code;
            case MessagePackCode.UInt8:
                return ReadCode();
            case MessagePackCode.UInt16:
                return ReadBigEndian16();
            case MessagePackCode.UInt32:
                return ReadBigEndian32();
            case MessagePackCode.UInt64:
                return ReadBigEndian64();
        }

        long value;
        switch (code)
        {
            case >= MessagePackCode.MinNegativeFixInt:
                value = (sbyte)code;
                break;
            case MessagePackCode.Int8:
                value = (sbyte)ReadCode();
                break;
            case MessagePackCode.Int16:
                value = (short)ReadBigEndian16();
                break;
            case MessagePackCode.Int32:
                value = (int)ReadBigEndian32();
                break;
            case MessagePackCode.Int64:
                value = (long)ReadBigEndian64();
                break;
            default:
                Faults.UnexpectedCode(code, "integer");
                return 0;
        }

        isNegative = value < 0;
        return (ulong)value;
    }
}
