using System.Buffers;
using System.Runtime.CompilerServices;

namespace CollabServer.Crdt.Lib0;

/// <summary>Writes lib0's primitives into a buffer that grows. The buffer comes from the shared pool and goes back with <see cref="Dispose"/>.</summary>
internal sealed class ByteWriter : IDisposable
{
    private const int LongestVarInt = 9;

    private byte[] _buffer = [];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => _length = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        var length = _length;
        if ((uint)length >= (uint)_buffer.Length)
        {
            Grow(1);
        }

        _buffer[length] = value;
        _length = length + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarUint(ulong value)
    {
        if (value < 0x80)
        {
            WriteByte((byte)value);
        }
        else
        {
            WriteLongVarUint(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarUint(long value) => WriteVarUint((ulong)value);

    /// <summary>A client and a clock, say: two numbers with one look at the room left.</summary>
    public void WriteVarUints(ulong first, ulong second)
    {
        var span = Reserve(2 * (LongestVarInt + 1));
        var used = Put(span, 0, first);
        _length += Put(span, used, second);
    }

    /// <summary>Sign and magnitude apart, because minus zero exists.</summary>
    public void WriteVarInt(ulong magnitude, bool negative)
    {
        var span = Reserve(LongestVarInt + 1);
        var used = 0;
        span[used++] = (byte)((magnitude > 0x3f ? 0x80 : 0) | (negative ? 0x40 : 0) | (byte)(magnitude & 0x3f));
        for (magnitude >>= 6; magnitude > 0; magnitude >>= 7)
        {
            span[used++] = (byte)((magnitude > 0x7f ? 0x80 : 0) | (byte)(magnitude & 0x7f));
        }

        _length += used;
    }

    public void WriteVarInt(long value) => WriteVarInt((ulong)Math.Abs(value), value < 0);

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    public void WriteVarBytes(ReadOnlySpan<byte> bytes)
    {
        WriteVarUint((ulong)bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>A text for the wire: varstring, lone surrogates replaced.</summary>
    public void WriteVarText(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1)
        {
            WriteByte(1);
            WriteByte(text[0]);
            return;
        }

        WriteVarUint((ulong)text.Length);
        if (Wtf8.HasLoneSurrogate(text))
        {
            Wtf8.CopyForWire(text, Reserve(text.Length));
            _length += text.Length;
        }
        else
        {
            WriteBytes(text);
        }
    }

    /// <summary>A span of at least <paramref name="count"/> bytes after what is written; <see cref="Advance"/> makes them count.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        return _buffer.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    public void Truncate(int length) => _length = length;

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _length = 0;
        }
    }

    private void WriteLongVarUint(ulong value) => _length += Put(Reserve(LongestVarInt + 1), 0, value);

    /// <summary>Writes at a position; returns the position behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Put(Span<byte> span, int position, ulong value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            span[position++] = (byte)(0x80 | (value & 0x7f));
        }

        span[position++] = (byte)value;
        return position;
    }

    private void Grow(int count)
    {
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), Math.Max(64, _buffer.Length * 2)));
        Written.CopyTo(grown);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = grown;
    }
}
