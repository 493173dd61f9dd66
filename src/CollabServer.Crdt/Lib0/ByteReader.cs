using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Lib0;

/// <summary>Reads lib0's primitives from hostile bytes. Every method either stays inside the buffer or throws <see cref="MalformedUpdateException"/>.</summary>
internal ref struct ByteReader
{
    /// <summary>2^53 - 1: what a JavaScript number holds exactly, and the largest integer of the format.</summary>
    public const ulong MaxInteger = (1UL << 53) - 1;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    public ByteReader(ReadOnlySpan<byte> bytes)
        : this(bytes, 0, bytes.Length)
    {
    }

    /// <summary>Reads from <paramref name="start"/> to <paramref name="end"/>; positions stay those of the whole buffer.</summary>
    public ByteReader(ReadOnlySpan<byte> bytes, int start, int end)
    {
        _bytes = bytes[..end];
        _position = start;
    }

    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    public readonly int Position => _position;

    public readonly int Remaining => _bytes.Length - _position;

    public readonly bool AtEnd => _position >= _bytes.Length;

    /// <summary>Some unsigned integer took more bytes than it needs.</summary>
    public bool IsPadded { get; private set; }

    public readonly byte Peek() => _bytes[_position];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        var position = _position;
        if ((uint)position >= (uint)_bytes.Length)
        {
            MalformedUpdateException.ThrowTruncated();
        }

        _position = position + 1;
        return _bytes[position];
    }

    /// <summary>Base 128, little endian, bit 7 = more follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarUint()
    {
        var position = _position;
        if ((uint)position < (uint)_bytes.Length && _bytes[position] < 0x80)
        {
            _position = position + 1;
            return _bytes[position];
        }

        return ReadLongVarUint();
    }

    /// <summary>A clock or a length. Clocks of up to three bytes, as most have, are read here: their lengths repeat, so that branches on them are cheap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadVarClock()
    {
        const uint More1 = 0x80;
        const uint More2 = 0x8080;
        var position = _position;
        if (_bytes.Length - position >= sizeof(uint))
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[position..]);
            if ((word & More1) == 0)
            {
                _position = position + 1;
                return word & 0x7F;
            }

            // The last byte is not zero: padding is for the slower way.
            var second = (byte)(word >> 8);
            if ((sbyte)second > 0)
            {
                _position = position + 2;
                return (word & 0x7F) | ((uint)second << 7);
            }

            var third = (byte)(word >> 16);
            if ((word & More2) == More2 && (sbyte)third > 0)
            {
                _position = position + 3;
                return (word & 0x7F) | ((word >> 1) & 0x3F80) | ((uint)third << 14);
            }
        }

        return (long)ReadVarUint();
    }

    /// <summary>First byte: bit 7 = more follow, bit 6 = sign, six bits of value. Minus zero exists, therefore sign and magnitude apart.</summary>
    public ulong ReadVarInt(out bool negative)
    {
        var first = ReadByte();
        negative = (first & 0x40) != 0;
        ulong value = (uint)(first & 0x3f);
        if (first < 0x80)
        {
            return value;
        }

        for (var shift = 6; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value = Add(value, next, shift);
            if (next < 0x80)
            {
                return value;
            }
        }

        MalformedUpdateException.ThrowIntegerOutOfRange();
        return 0;
    }

    /// <summary>Length in bytes, then that many bytes.</summary>
    public Slice ReadVarBytes()
    {
        var length = ReadVarUint();
        if (length > (ulong)Remaining)
        {
            MalformedUpdateException.ThrowTruncated();
        }

        var slice = new Slice(_position, (int)length);
        _position += (int)length;
        return slice;
    }

    /// <summary>As <see cref="ReadVarBytes"/>, and the bytes are valid UTF-8.</summary>
    public Slice ReadVarString()
    {
        var slice = ReadVarBytes();
        RequireUtf8(slice.Of(_bytes));
        return slice;
    }

    /// <summary>As <see cref="ReadVarString()"/>, and how many UTF-16 code units it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slice ReadVarString(out int units)
    {
        var slice = ReadVarBytes();
        units = slice.Length;
        if (!IsAscii(slice))
        {
            units = UnitsOf(slice.Of(_bytes));
        }

        return slice;
    }

    public void Skip(int count)
    {
        if (count > Remaining)
        {
            MalformedUpdateException.ThrowTruncated();
        }

        _position += count;
    }

    /// <summary>A count of things that take at least <paramref name="bytesEach"/> bytes each.</summary>
    public int ReadCount(int bytesEach)
    {
        var count = ReadVarUint();
        if (count > (ulong)(Remaining / bytesEach))
        {
            MalformedUpdateException.ThrowTruncated();
        }

        return (int)count;
    }

    /// <summary>Typing gives short texts: they are looked at as one word, cut to their length, where eight bytes are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsAscii(Slice text)
    {
        const ulong HighBits = 0x8080808080808080;
        if (text.Length <= sizeof(ulong) && text.Length > 0 && _bytes.Length - text.Start >= sizeof(ulong))
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[text.Start..]);
            return (word << (8 * (sizeof(ulong) - text.Length)) & HighBits) == 0;
        }

        return Ascii.IsValid(text.Of(_bytes));
    }

    private static int UnitsOf(ReadOnlySpan<byte> text)
    {
        RequireUtf8(text);
        return Encoding.UTF8.GetCharCount(text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequireUtf8(ReadOnlySpan<byte> text)
    {
        // Typing arrives one ASCII character at a time; the vectorised check has a start-up cost.
        if (text.Length == 1 && text[0] < 0x80)
        {
            return;
        }

        if (!Utf8.IsValid(text))
        {
            MalformedUpdateException.ThrowInvalidUtf8();
        }
    }

    private ulong ReadLongVarUint()
    {
        if (Remaining >= sizeof(ulong)
            && VarUint.TryRead(BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_position..]), out var value, out var length)
            && value <= MaxInteger)
        {
            _position += length;
            IsPadded |= length > VarUint.LengthOf(value);
            return value;
        }

        return ReadLongVarUintByByte();
    }

    private ulong ReadLongVarUintByByte()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value = Add(value, next, shift);
            if (next < 0x80)
            {
                IsPadded |= next == 0;
                return value;
            }
        }

        MalformedUpdateException.ThrowIntegerOutOfRange();
        return 0;
    }

    private static ulong Add(ulong value, byte next, int shift)
    {
        var bits = (ulong)(next & 0x7f);
        if (bits != 0 && (shift > 52 || bits << shift > MaxInteger))
        {
            MalformedUpdateException.ThrowIntegerOutOfRange();
        }

        // Padding bytes (0x80 …) past bit 63 carry nothing.
        return bits == 0 ? value : value | (bits << shift);
    }
}
