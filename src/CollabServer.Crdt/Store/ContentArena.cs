using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Store;

/// <summary>
/// The bytes of all contents of a document, one behind the other. A block's content is a slice of it. Joining two contents is free when they
/// lie next to each other; otherwise the left one moves to the end, with room to grow, so that steady typing in several places stays linear.
/// </summary>
internal sealed class ContentArena
{
    /// <summary>Contents that were moved and still have room behind them.</summary>
    private const int OpenTails = 8;

    private readonly (int End, int Limit)[] _tails = new (int, int)[OpenTails];
    private byte[] _bytes = [];
    private int _length;
    private int _nextTail;

    public int Length => _length;

    /// <summary>Bytes that belong to no block any more.</summary>
    public int Garbage { get; private set; }

    /// <summary>Some text may hold a lone surrogate, so texts must be looked at before they go on the wire.</summary>
    public bool HasLoneSurrogates { get; private set; }

    /// <summary>The whole buffer, for readers who know their slices of it.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public Span<byte> Slice(int start, int size) => _bytes.AsSpan(start, size);

    public void NoteLoneSurrogates() => HasLoneSurrogates = true;

    /// <summary>Makes room at once for what is about to come, without slack.</summary>
    public void Reserve(int size)
    {
        if (_bytes.Length - _length < size)
        {
            Array.Resize(ref _bytes, checked(Math.Max(_length + size, _length + (_length / 4))));
        }
    }

    public int Append(ReadOnlySpan<byte> content)
    {
        Reserve(content.Length);
        var start = _length;
        content.CopyTo(_bytes.AsSpan(start));
        _length += content.Length;
        return start;
    }

    /// <summary>
    /// Appends a stretch of a buffer. Most are short, of all sizes, and are copied as 16 bytes, however few count: branches on a size would be
    /// guessed wrong.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Append(ReadOnlySpan<byte> buffer, Slice slice)
    {
        var start = _length;
        if (slice.Length > ByteWriter.CopiedAtOnce
            || slice.Start > buffer.Length - ByteWriter.CopiedAtOnce
            || start > _bytes.Length - ByteWriter.CopiedAtOnce)
        {
            return Append(slice.Of(buffer));
        }

        var source = buffer.Slice(slice.Start, ByteWriter.CopiedAtOnce);
        var target = _bytes.AsSpan(start, ByteWriter.CopiedAtOnce);
        BinaryPrimitives.WriteUInt64LittleEndian(target, BinaryPrimitives.ReadUInt64LittleEndian(source));
        BinaryPrimitives.WriteUInt64LittleEndian(target[sizeof(ulong)..], BinaryPrimitives.ReadUInt64LittleEndian(source[sizeof(ulong)..]));
        _length = start + slice.Length;
        return start;
    }

    public void Discard(int size) => Garbage += size;

    /// <summary>Joins two contents of the arena; returns where the result starts.</summary>
    public int Join(int leftStart, int leftSize, int rightStart, int rightSize)
    {
        var end = leftStart + leftSize;
        if (end == rightStart)
        {
            return leftStart;
        }

        Garbage += rightSize;
        for (var i = 0; i < OpenTails; i++)
        {
            ref var tail = ref _tails[i];
            if (tail.End == end && leftSize > 0 && tail.Limit - end >= rightSize)
            {
                _bytes.AsSpan(rightStart, rightSize).CopyTo(_bytes.AsSpan(end));
                tail.End += rightSize;
                Garbage -= rightSize;
                return leftStart;
            }
        }

        Garbage += leftSize;
        var room = Math.Max(16, (leftSize + rightSize) / 2);
        Reserve(leftSize + rightSize + room);
        var start = _length;
        _bytes.AsSpan(leftStart, leftSize).CopyTo(_bytes.AsSpan(start));
        _bytes.AsSpan(rightStart, rightSize).CopyTo(_bytes.AsSpan(start + leftSize));
        _length += leftSize + rightSize + room;
        Garbage += room;
        _tails[_nextTail] = (start + leftSize + rightSize, _length);
        _nextTail = (_nextTail + 1) % OpenTails;
        return start;
    }

    /// <summary>Appends to the content that ends at <paramref name="end"/>, if that needs no move.</summary>
    public bool TryExtend(int end, ReadOnlySpan<byte> content)
    {
        if (end == _length)
        {
            Append(content);
            return true;
        }

        for (var i = 0; i < OpenTails; i++)
        {
            ref var tail = ref _tails[i];
            if (tail.End == end && tail.Limit - end >= content.Length)
            {
                content.CopyTo(_bytes.AsSpan(end));
                tail.End += content.Length;
                Garbage -= content.Length;
                return true;
            }
        }

        return false;
    }

    /// <summary>Starts a compaction: the caller appends what is alive to the new bytes and hands the old ones back.</summary>
    public byte[] BeginCompaction()
    {
        var old = _bytes;
        _bytes = new byte[Math.Max(64, _length - Garbage)];
        _length = 0;
        Garbage = 0;
        Array.Clear(_tails);
        return old;
    }

    /// <summary>Garbage outweighs what is alive, and enough of it to matter.</summary>
    public bool NeedsCompaction => Garbage > 4096 && Garbage > _length / 2;
}
