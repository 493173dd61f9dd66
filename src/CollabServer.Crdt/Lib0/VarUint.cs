using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CollabServer.Crdt.Lib0;

/// <summary>
/// lib0's unsigned integers: base 128, little endian, bit 7 = more follow. Up to 56 bits (the format's largest integer has 53) all groups of
/// seven are moved at once inside one word, because lengths that vary make a loop over the groups unpredictable.
/// </summary>
internal static class VarUint
{
    /// <summary>Bytes that <see cref="Write"/> wants to see in its target, whatever it uses of them.</summary>
    public const int Room = 10;

    private const int WordBits = 56;
    private const ulong MoreBits = 0x8080808080808080;

    /// <summary>How many bytes the integer takes.</summary>
    public static int LengthOf(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    /// <summary>Writes at the start of the target; the number of bytes that count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> target, ulong value)
    {
        if (value >> WordBits != 0)
        {
            return WriteExactly(target, value);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(target, Encode(value, out var bits));
        return bits / 8;
    }

    /// <summary>
    /// As <see cref="Write"/>, for values like clocks and ids, whose lengths mostly repeat: then a branch on the length is faster. The caller has
    /// made <see cref="Room"/>; returns the place behind.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Put(ref byte target, ulong value)
    {
        switch (value)
        {
            case < 1 << 7:
                target = (byte)value;
                return ref Unsafe.Add(ref target, 1);
            case < 1 << 14:
                BinaryPrimitives.WriteUInt16LittleEndian(MemoryMarshal.CreateSpan(ref target, sizeof(ushort)), (ushort)((value & 0x7F) | 0x80 | ((value << 1) & 0x7F00)));
                return ref Unsafe.Add(ref target, 2);
            case < 1 << 21:
                BinaryPrimitives.WriteUInt32LittleEndian(
                    MemoryMarshal.CreateSpan(ref target, sizeof(uint)),
                    (uint)((value & 0x7F) | 0x8080 | ((value << 1) & 0x7F00) | ((value << 2) & 0x7F0000)));
                return ref Unsafe.Add(ref target, 3);
            default:
                return ref Unsafe.Add(ref target, WriteWide(ref target, value));
        }
    }

    /// <summary>An integer of up to 56 bits as it is written, in the low bits of a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Encode(ulong value, out int bits)
    {
        bits = 8 * LengthOf(value);
        return Spread(value) | (MoreBits & ((1UL << (bits - 8)) - 1));
    }

    /// <summary>As <see cref="Encode(ulong, out int)"/>, for integers of up to 28 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Encode(uint value, out int bits)
    {
        bits = 8 * LengthOf(value);
        value = (value & 0x3FFF) | ((value & 0x0FFFC000) << 2);
        value = (value & 0x007F007F) | ((value & 0x3F803F80) << 1);
        return value | (0x80808080 & ((1U << (bits - 8)) - 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteWide(ref byte target, ulong value) => Write(MemoryMarshal.CreateSpan(ref target, Room), value);

    /// <summary>As <see cref="Write"/>, into a target of any size, group by group.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int WriteExactly(Span<byte> target, ulong value)
    {
        var length = 0;
        for (; value > 0x7f; value >>= 7)
        {
            target[length++] = (byte)(0x80 | value);
        }

        target[length++] = (byte)value;
        return length;
    }

    /// <summary>The integer at the start of eight bytes and its length; false if it is longer than they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ulong word, out ulong value, out int length)
    {
        var ends = ~word & MoreBits;
        length = (BitOperations.TrailingZeroCount(ends) + 1) >> 3;
        value = Gather(word & (ends ^ (ends - 1)));
        return ends != 0;
    }

    /// <summary>Groups of seven bits to the low bits of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spread(ulong value)
    {
        value = (value & 0x000000000FFFFFFF) | ((value & 0x00FFFFFFF0000000) << 4);
        value = (value & 0x00003FFF00003FFF) | ((value & 0x0FFFC0000FFFC000) << 2);
        return (value & 0x007F007F007F007F) | ((value & 0x3F803F803F803F80) << 1);
    }

    /// <summary>The inverse of <see cref="Spread"/>; bit 7 of each byte is not looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Gather(ulong word)
    {
        word = (word & 0x007F007F007F007F) | ((word & 0x7F007F007F007F00) >> 1);
        word = (word & 0x00003FFF00003FFF) | ((word & 0x3FFF00003FFF0000) >> 2);
        return (word & 0x000000000FFFFFFF) | ((word & 0x0FFFFFFF00000000) >> 4);
    }
}
