namespace CollabServer.LoadTool.Edits;

/// <summary>lib0's varuint: base 128, little endian, bit 7 means more follows.</summary>
internal static class Varint
{
    public const int MaxLength = 10;

    /// <summary>Reads at <paramref name="at"/> and moves it on. The server under test is trusted: a truncated value throws as any index out of range.</summary>
    public static ulong Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = bytes[at++];
        if (value < 0x80)
            return value;
        value &= 0x7f;
        for (var shift = 7; ; shift += 7)
        {
            ulong next = bytes[at++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    public static ReadOnlySpan<byte> ReadBytes(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = checked((int)Read(bytes, ref at));
        var slice = bytes.Slice(at, length);
        at += length;
        return slice;
    }

    public static void Write(Span<byte> bytes, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        bytes[at++] = (byte)value;
    }
}
