using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CollabServer.Crdt.Lib0;

/// <summary>Writes lib0's primitives into a buffer that grows. The buffer comes from the shared pool and goes back with <see cref="Dispose"/>.</summary>
internal sealed class ByteWriter : IDisposable
{
    /// <summary>What one vector holds.</summary>
    public const int CopiedAtOnce = 16;

    private byte[] _buffer = [];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public byte[] ToArray()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(_length);
        Written.CopyTo(bytes);
        return bytes;
    }

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
        ref var start = ref MemoryMarshal.GetReference(Reserve(2 * VarUint.Room));
        Advance(ref start, ref VarUint.Put(ref VarUint.Put(ref start, first), second));
    }

    /// <summary>Sign and magnitude (up to 2^63) apart, because minus zero exists: as an unsigned integer whose seventh bit is the sign.</summary>
    public void WriteVarInt(ulong magnitude, bool negative) =>
        WriteVarUint((magnitude & 0x3f) | (negative ? 0x40UL : 0) | ((magnitude & ~0x3fUL) << 1));

    public void WriteVarInt(long value) => WriteVarInt((ulong)Math.Abs(value), value < 0);

    /// <summary>A stretch of a buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSlice(ReadOnlySpan<byte> buffer, Slice slice) =>
        _length += Copy(buffer, slice, Reserve(slice.Length + CopiedAtOnce));

    /// <summary>As <see cref="WriteSlice"/>, with its length in front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarSlice(ReadOnlySpan<byte> buffer, Slice slice)
    {
        var target = Reserve(VarUint.Room + slice.Length + CopiedAtOnce);
        var used = VarUint.Write(target, (ulong)slice.Length);
        _length += used + Copy(buffer, slice, target[used..]);
    }

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

    /// <summary>A span of at least <paramref name="count"/> bytes after what is written; <see cref="Advance(int)"/> makes them count.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        return _buffer.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    /// <summary>As <see cref="Advance(int)"/>, from a place that <see cref="Reserve"/> gave to one behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(ref byte start, ref byte end) => _length += (int)Unsafe.ByteOffset(ref start, ref end);

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

    /// <summary>
    /// Most texts are short, of all lengths. They are copied as 16 bytes, where the buffer has that many: a copy by length takes branches that
    /// are guessed wrong.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Copy(ReadOnlySpan<byte> buffer, Slice slice, Span<byte> target)
    {
        if (slice.Length <= CopiedAtOnce && buffer.Length - slice.Start >= CopiedAtOnce)
        {
            Vector128.Create(buffer.Slice(slice.Start, CopiedAtOnce)).CopyTo(target);
        }
        else
        {
            slice.Of(buffer).CopyTo(target);
        }

        return slice.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongVarUint(ulong value) => _length += VarUint.Write(Reserve(VarUint.Room), value);

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
