using System.Buffers.Binary;
using System.Text.Unicode;

namespace CollabServer.Crdt.Values;

/// <summary>
/// Walks the bytes of <c>any</c> values. Never reads past the end: a failed read returns false and leaves the reason in <see cref="Fault"/>.
/// <see cref="IsCanonical"/> stays true as long as Yjs would write exactly the bytes that were read.
/// </summary>
internal ref struct AnyCursor(ReadOnlySpan<byte> data)
{
    private const ulong MaxSafeInteger = (1UL << 53) - 1;

    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; }

    public AnyFault Fault { get; private set; }

    public bool IsCanonical { get; set; } = true;

    public readonly int Remaining => _data.Length - Position;

    public bool Fail(AnyFault fault)
    {
        Fault = fault;
        return false;
    }

    public bool TryReadByte(out byte value)
    {
        if (Position >= _data.Length)
        {
            value = 0;
            return Fail(AnyFault.Truncated);
        }

        value = _data[Position++];
        return true;
    }

    public bool TryReadBytes(int count, out ReadOnlySpan<byte> value)
    {
        if (count > Remaining)
        {
            value = default;
            return Fail(AnyFault.Truncated);
        }

        value = _data.Slice(Position, count);
        Position += count;
        return true;
    }

    /// <summary>A count or length: refused when the bytes that remain could not hold that many, before anything is allocated.</summary>
    public bool TryReadCount(int bytesPerElement, out int count)
    {
        count = 0;
        if (!TryReadVarUint(out var value))
        {
            return false;
        }

        if (value * (ulong)bytesPerElement > (ulong)Remaining)
        {
            return Fail(AnyFault.Truncated);
        }

        count = (int)value;
        return true;
    }

    public bool TryReadByteString(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return TryReadCount(1, out var length) && TryReadBytes(length, out bytes);
    }

    public bool TryReadUtf8(out ReadOnlySpan<byte> utf8) =>
        TryReadByteString(out utf8) && (Utf8.IsValid(utf8) || Fail(AnyFault.InvalidUtf8));

    /// <summary>The body of an <see cref="AnyTag.Integer"/>. Sign and magnitude are read apart because −0 exists.</summary>
    public bool TryReadInteger(out double value)
    {
        value = 0;
        if (!TryReadByte(out var first))
        {
            return false;
        }

        ulong magnitude = (uint)first & 0x3f;
        var last = first;
        for (var shift = 6; (last & 0x80) != 0; shift += 7)
        {
            if (!TryReadByte(out last))
            {
                return false;
            }

            if (!TryAddBits(ref magnitude, last, shift))
            {
                return false;
            }
        }

        IsCanonical &= magnitude <= int.MaxValue && (last != 0 || first < 0x80);
        value = (first & 0x40) != 0 ? -(double)magnitude : magnitude;
        return true;
    }

    public bool TryReadFloat32(out double value)
    {
        var ok = TryReadBytes(sizeof(float), out var bytes);
        value = ok ? BinaryPrimitives.ReadSingleBigEndian(bytes) : 0;
        IsCanonical &= AnyNumber.TagOf(value) == AnyTag.Float32;
        return ok;
    }

    public bool TryReadFloat64(out double value)
    {
        var ok = TryReadBytes(sizeof(double), out var bytes);
        value = ok ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : 0;
        IsCanonical &= AnyNumber.TagOf(value) == AnyTag.Float64 && (!double.IsNaN(value) || BitConverter.DoubleToUInt64Bits(value) == AnyNumber.CanonicalNaN);
        return ok;
    }

    public bool TryReadBigInt(out long value)
    {
        var ok = TryReadBytes(sizeof(long), out var bytes);
        value = ok ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
        return ok;
    }

    private bool TryReadVarUint(out ulong value)
    {
        value = 0;
        byte next;
        var shift = 0;
        do
        {
            if (!TryReadByte(out next) || !TryAddBits(ref value, next, shift))
            {
                return false;
            }

            shift += 7;
        }
        while ((next & 0x80) != 0);

        IsCanonical &= next != 0 || shift == 7;
        return true;
    }

    private bool TryAddBits(ref ulong value, byte next, int shift)
    {
        var bits = (ulong)next & 0x7f;
        if (shift >= 64 || bits > MaxSafeInteger >> shift)
        {
            return Fail(AnyFault.NumberTooLarge);
        }

        value |= bits << shift;
        return true;
    }
}
