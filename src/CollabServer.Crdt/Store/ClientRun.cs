using System.Runtime.CompilerServices;

namespace CollabServer.Crdt.Store;

/// <summary>
/// All blocks of one client, ordered by clock and without a gap from 0 on. They lie in chunks, so that a split in the middle moves a few
/// kilobytes at most, however long the run is. A <b>position</b> is the number of a chunk and the place in it in one integer: positions grow
/// with clocks, but only <see cref="Next"/> and <see cref="Previous"/> may count with them, and changes behind one keep it valid.
/// </summary>
internal struct ClientRun
{
    public const int ChunkSize = 1 << ChunkBits;

    private const int ChunkBits = 9;
    private const int OffsetMask = ChunkSize - 1;

    /// <summary>A chunk takes no more than this at its end, so that the first splits in it do not split the chunk.</summary>
    private const int AppendLimit = ChunkSize - (ChunkSize / 16);

    /// <summary>Neighbouring chunks that hold no more than this together become one.</summary>
    private const int JoinBelow = ChunkSize / 4;

    public ulong Id;

    /// <summary>The next expected clock.</summary>
    public long State;

    /// <summary>The state when transaction <see cref="TouchedIn"/> began.</summary>
    public long StateBefore;

    /// <summary>The transaction that last added a block.</summary>
    public int TouchedIn;

    /// <summary>The position where the last search ended.</summary>
    public int Hint;

    private RunChunk[]? _chunks;
    private int _chunkCount;

    /// <summary>Clocks do not fit into 32 bits, so the starts beside the rows cannot be searched.</summary>
    public readonly bool IsWide => State > uint.MaxValue;

    /// <summary>Blocks in the run.</summary>
    public int Count { get; private set; }

    /// <summary>Behind the last position.</summary>
    public readonly int End => _chunkCount << ChunkBits;

    /// <summary>The last position; only if there is one.</summary>
    public readonly int Last => ((_chunkCount - 1) << ChunkBits) | (_chunks![_chunkCount - 1].Count - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int RowAt(int position) => _chunks![position >> ChunkBits].Rows[position & OffsetMask];

    /// <summary>The position behind, or <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Next(int position)
    {
        var chunk = position >> ChunkBits;
        return (position & OffsetMask) + 1 < _chunks![chunk].Count ? position + 1 : (chunk + 1) << ChunkBits;
    }

    /// <summary>The position before, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Previous(int position)
    {
        var chunk = position >> ChunkBits;
        return (position & OffsetMask) != 0 || chunk == 0 ? position - 1 : ((chunk - 1) << ChunkBits) | (_chunks![chunk - 1].Count - 1);
    }

    /// <summary>The rows from a position on, as far as they lie side by side and are before another one; the rest begins at <see cref="Behind"/>.</summary>
    public readonly ReadOnlySpan<int> RowsFrom(int position, int end)
    {
        ref var chunk = ref _chunks![position >> ChunkBits];
        var to = position >> ChunkBits == end >> ChunkBits ? end & OffsetMask : chunk.Count;
        return chunk.Rows.AsSpan((position & OffsetMask)..to);
    }

    /// <summary>The first position that <see cref="RowsFrom"/> did not reach.</summary>
    public static int Behind(int position) => ((position >> ChunkBits) + 1) << ChunkBits;

    /// <summary>How many blocks there are from one position to another, both included.</summary>
    public readonly int CountBetween(int first, int last)
    {
        var count = (last & OffsetMask) - (first & OffsetMask) + 1;
        for (var chunk = first >> ChunkBits; chunk < last >> ChunkBits; chunk++)
        {
            count += _chunks![chunk].Count;
        }

        return count;
    }

    /// <summary>
    /// The block that contains the clock, which must be below the state. Looks around the last hit first, because edits come in sequences, then halves.
    /// </summary>
    public int PositionOf(BlockStore store, long clock)
    {
        var position = IsWide ? SearchRows(store, clock) : SearchStarts((uint)clock);
        Hint = position;
        return position;
    }

    /// <summary>Makes room for the first blocks to come, without slack.</summary>
    public void Reserve(int count)
    {
        if (_chunkCount == 0 && count > 0)
        {
            _chunks = new RunChunk[(count + AppendLimit - 1) / AppendLimit];
            for (var chunk = 0; count > 0; chunk++, count -= AppendLimit)
            {
                _chunks[chunk] = new RunChunk(Math.Min(count, AppendLimit));
            }
        }
    }

    public void Append(int row, uint start)
    {
        const int FirstCapacity = 4;
        if (_chunkCount == 0 || _chunks![_chunkCount - 1].Count >= AppendLimit)
        {
            if (_chunks is null || _chunkCount == _chunks.Length)
            {
                GrowChunks();
            }

            ref var added = ref _chunks![_chunkCount];
            if (added.Rows is null)
            {
                added = new RunChunk(_chunkCount == 0 ? FirstCapacity : ChunkSize / 8);
            }

            added.First = start;
            _chunkCount++;
        }

        ref var chunk = ref _chunks[_chunkCount - 1];
        chunk.Insert(chunk.Count, row, start);
        Count++;
    }

    /// <summary>Returns the position of what was inserted; positions from there on have changed, and if a chunk was full, the one it went behind too.</summary>
    public int InsertAfter(int position, int row, uint start)
    {
        var index = position >> ChunkBits;
        var offset = (position & OffsetMask) + 1;
        if (_chunks![index].Count == ChunkSize)
        {
            SplitChunk(index);
            if (offset > _chunks[index].Count)
            {
                offset -= _chunks[index].Count;
                index++;
            }
        }

        _chunks[index].Insert(offset, row, start);
        Count++;
        return (index << ChunkBits) | offset;
    }

    /// <summary>Removes the blocks behind a position, which stays valid.</summary>
    public void RemoveAfter(int position, int count)
    {
        Count -= count;
        var index = position >> ChunkBits;
        var offset = (position & OffsetMask) + 1;
        while (count > 0)
        {
            ref var chunk = ref _chunks![index];
            var removed = Math.Min(count, chunk.Count - offset);
            chunk.Remove(offset, removed);
            count -= removed;
            if (chunk.Count == 0)
            {
                RemoveChunk(index);
            }
            else
            {
                index++;
            }

            offset = 0;
        }

        index = position >> ChunkBits;
        if (index + 1 < _chunkCount && _chunks![index].Count + _chunks[index + 1].Count <= JoinBelow)
        {
            JoinWithNext(index);
        }
    }

    /// <summary>The last position whose start is not above the clock; the first start is 0.</summary>
    private readonly int SearchStarts(uint clock)
    {
        var chunks = _chunks!;
        var index = Hint >> ChunkBits;
        if (index >= _chunkCount || chunks[index].First > clock || (index + 1 < _chunkCount && chunks[index + 1].First <= clock))
        {
            index = 0;
            for (var length = _chunkCount; length > 1;)
            {
                var half = length >> 1;
                index += chunks[index + half].First <= clock ? half : 0;
                length -= half;
            }

            return (index << ChunkBits) | SearchChunk(in chunks[index], 0, chunks[index].Count, clock);
        }

        return (index << ChunkBits) | SearchNear(in chunks[index], Hint & OffsetMask, clock);
    }

    private static int SearchNear(in RunChunk chunk, int hint, uint clock)
    {
        var starts = chunk.Starts;
        var at = Math.Min(hint, chunk.Count - 1);
        if (starts[at] > clock)
        {
            return starts[at - 1] <= clock ? at - 1 : SearchChunk(in chunk, 0, at - 1, clock);
        }

        for (var passed = 0; passed < 2; passed++, at++)
        {
            if (at + 1 == chunk.Count || clock < starts[at + 1])
            {
                return at;
            }
        }

        return SearchChunk(in chunk, at, chunk.Count - at, clock);
    }

    private static int SearchChunk(in RunChunk chunk, int low, int length, uint clock)
    {
        var starts = chunk.Starts;
        while (length > 1)
        {
            var half = length >> 1;
            low += starts[low + half] <= clock ? half : 0;
            length -= half;
        }

        return low;
    }

    private readonly int SearchRows(BlockStore store, long clock)
    {
        var index = 0;
        for (var length = _chunkCount; length > 1;)
        {
            var half = length >> 1;
            index += store.ClockOf(_chunks![index + half].Rows[0]) <= clock ? half : 0;
            length -= half;
        }

        ref var chunk = ref _chunks![index];
        var low = 0;
        for (var length = chunk.Count; length > 1;)
        {
            var half = length >> 1;
            low += store.ClockOf(chunk.Rows[low + half]) <= clock ? half : 0;
            length -= half;
        }

        return (index << ChunkBits) | low;
    }

    private void GrowChunks()
    {
        var grown = new RunChunk[Math.Max(1, _chunkCount + (_chunkCount / 2) + (_chunkCount > 0 ? 1 : 0))];
        if (_chunks is not null)
        {
            Array.Copy(_chunks, grown, _chunkCount);
        }

        _chunks = grown;
    }

    /// <summary>Moves the second half of a full chunk into a new one behind it.</summary>
    private void SplitChunk(int index)
    {
        const int Half = ChunkSize / 2;
        if (_chunkCount == _chunks!.Length)
        {
            GrowChunks();
        }

        Array.Copy(_chunks, index + 1, _chunks, index + 2, _chunkCount - index - 1);
        _chunkCount++;
        var moved = new RunChunk(Half + (Half / 2));
        moved.AddFrom(ref _chunks[index], Half);
        _chunks[index + 1] = moved;
    }

    private void RemoveChunk(int index)
    {
        Array.Copy(_chunks!, index + 1, _chunks!, index, _chunkCount - index - 1);
        _chunks![--_chunkCount] = default;
    }

    private void JoinWithNext(int index)
    {
        _chunks![index].AddFrom(ref _chunks[index + 1], 0);
        RemoveChunk(index + 1);
    }

    private struct RunChunk(int capacity)
    {
        /// <summary>Row indexes; the first <see cref="Count"/> are used.</summary>
        public int[] Rows = new int[capacity];

        /// <summary>The clocks where the rows start, so that a search stays in one small array. Low 32 bits: see <see cref="IsWide"/>.</summary>
        public uint[] Starts = new uint[capacity];
        public int Count;

        /// <summary>The first start.</summary>
        public uint First;

        public void Insert(int offset, int row, uint start)
        {
            MakeRoom(1);
            if (offset < Count)
            {
                Array.Copy(Rows, offset, Rows, offset + 1, Count - offset);
                Array.Copy(Starts, offset, Starts, offset + 1, Count - offset);
            }

            Rows[offset] = row;
            Starts[offset] = start;
            Count++;
        }

        public void Remove(int offset, int count)
        {
            Array.Copy(Rows, offset + count, Rows, offset, Count - offset - count);
            Array.Copy(Starts, offset + count, Starts, offset, Count - offset - count);
            Count -= count;
            First = Count > 0 ? Starts[0] : 0;
        }

        /// <summary>Takes over what another chunk has from an offset on.</summary>
        public void AddFrom(ref RunChunk other, int offset)
        {
            var added = other.Count - offset;
            MakeRoom(added);
            Array.Copy(other.Rows, offset, Rows, Count, added);
            Array.Copy(other.Starts, offset, Starts, Count, added);
            other.Count = offset;
            Count += added;
            First = Starts[0];
        }

        private void MakeRoom(int count)
        {
            if (Rows.Length - Count < count)
            {
                var size = Math.Min(ChunkSize, Math.Max(Count + count, Rows.Length + (Rows.Length / 2)));
                var (rows, starts) = (new int[size], new uint[size]);
                Array.Copy(Rows, rows, Count);
                Array.Copy(Starts, starts, Count);
                (Rows, Starts) = (rows, starts);
            }
        }
    }
}
