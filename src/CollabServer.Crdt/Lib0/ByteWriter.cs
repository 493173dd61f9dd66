using System.Buffers;
using System.Buffers.Binary;
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

    /// <summary>Two bytes, of which one or both count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteOneOrTwo(byte first, byte second, int count)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(MemoryMarshal.CreateSpan(ref Room(sizeof(ushort)), sizeof(ushort)), (ushort)(first | (second << 8)));
        _length += count;
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
        ref var start = ref Room(2 * VarUint.Room);
        Advance(ref start, ref VarUint.Put(ref VarUint.Put(ref start, first), second));
    }

    /// <summary>Sign and magnitude (up to 2^63) apart, because minus zero exists: as an unsigned integer whose seventh bit is the sign.</summary>
    public void WriteVarInt(ulong magnitude, bool negative) => WriteVarUint(Signed(magnitude, negative));

    /// <summary>A run of a column: its value as in <see cref="WriteVarInt(ulong, bool)"/>, then the number of repeats less two if there is more than one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRun(ulong magnitude, bool negative, ulong run)
    {
        const ulong ShortRun = (1 << 7) + 2;
        const ulong ShortValue = 1 << 28;
        var value = Signed(magnitude, negative);
        if (run < ShortRun && value < ShortValue)
        {
            // Whether there is more than one cannot be guessed: the number is written in any case, in one word with the value, and counts or not.
            ulong word = VarUint.Encode((uint)value, out var bits);
            BinaryPrimitives.WriteUInt64LittleEndian(MemoryMarshal.CreateSpan(ref Room(sizeof(ulong)), sizeof(ulong)), word | ((run - 2) << bits));
            _length += (bits >> 3) + (run > 1 ? 1 : 0);
        }
        else
        {
            WriteLongRun(value, run);
        }
    }

    public void WriteVarInt(long value) => WriteVarInt((ulong)Math.Abs(value), value < 0);

    /// <summary>A stretch of a buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSlice(ReadOnlySpan<byte> buffer, Slice slice)
    {
        if (buffer.Length - slice.Start >= CopiedAtOnce)
        {
            WriteShort(in MemoryMarshal.GetReference(slice.Of(buffer)), slice.Length);
        }
        else
        {
            WriteBytes(slice.Of(buffer));
        }
    }

    /// <summary>Bytes from a place where <see cref="CopiedAtOnce"/> can be read, however few count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteShort(ref readonly byte source, int size)
    {
        ref var start = ref Room(size + CopiedAtOnce);
        Advance(ref start, ref Put(ref start, in source, size));
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

    /// <summary>As <see cref="Reserve"/>, for who counts himself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Room(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), _length);
    }

    /// <summary>
    /// The place behind what is written, for who writes much in one loop and keeps it in registers meanwhile. Nothing else may be written
    /// before <see cref="Close"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WritePlace Open()
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(_buffer);
        return new WritePlace(ref Unsafe.Add(ref start, _length), ref Unsafe.Add(ref start, _buffer.Length - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Close(WritePlace place) => _length = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(_buffer), ref place.Next);

    /// <summary>The same place, in a buffer that has more than this many bytes left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public WritePlace Enlarge(WritePlace place, int count)
    {
        Close(place);
        Reserve(count + 1);
        return Open();
    }

    public void Advance(int count) => _length += count;

    /// <summary>As <see cref="Advance(int)"/>, from the place that <see cref="Room"/> gave to one behind it.</summary>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Signed(ulong magnitude, bool negative) => (magnitude & 0x3f) | (negative ? 0x40UL : 0) | ((magnitude & ~0x3fUL) << 1);

    /// <summary>
    /// Most texts are short, of all lengths. They are copied as 16 bytes, which can be read and written here: a copy by length takes branches
    /// that are guessed wrong. Returns the place behind.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Put(ref byte target, scoped ref readonly byte source, int size)
    {
        if (size <= CopiedAtOnce)
        {
            Vector128.LoadUnsafe(in source).StoreUnsafe(ref target);
        }
        else
        {
            MemoryMarshal.CreateReadOnlySpan(in source, size).CopyTo(MemoryMarshal.CreateSpan(ref target, size));
        }

        return ref Unsafe.Add(ref target, size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongRun(ulong value, ulong run)
    {
        WriteVarUint(value);
        if (run > 1)
        {
            WriteVarUint(run - 2);
        }
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
