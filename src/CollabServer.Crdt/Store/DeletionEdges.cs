using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Where deleted stretches begin and end, in every client's run: clocks in pairs. Found without a branch on whether a block is deleted,
/// because in a document much of which was deleted again that is as good as random.
/// </summary>
internal ref struct DeletionEdges
{
    private readonly BlockStore _store;
    private readonly int[] _counts;
    private readonly long[] _clocks;
    private int _runs;
    private int _used;
    private int _runStart;
    private int _inside;
    private long _clock;

    public DeletionEdges(BlockStore store)
    {
        _store = store;
        _counts = ArrayPool<int>.Shared.Rent(store.Clients.Count);

        // Two edges at most for every other block of a run, and one that may not count.
        _clocks = ArrayPool<long>.Shared.Rent(store.Count + (2 * store.Clients.Count));
    }

    /// <summary>The next blocks of the run that is looked through; runs come in the order of encoding.</summary>
    public void AddRows(ReadOnlySpan<int> rows)
    {
        var blocks = _store.Rows;
        var flags = BlockFlags.None;
        var inside = _inside;
        var clock = _clock;

        // Not a span: every block moves on by one edge at most, and the constructor has made room for one of each.
        ref var first = ref MemoryMarshal.GetArrayDataReference(_clocks);
        ref var next = ref Unsafe.Add(ref first, _used);
        foreach (var row in rows)
        {
            ref readonly var block = ref blocks[row];
            var deleted = ((int)block.Flags / (int)BlockFlags.Deleted) & 1;
            next = clock;
            next = ref Unsafe.Add(ref next, deleted ^ inside);
            inside = deleted;
            clock += block.LengthLow;
            flags |= block.Flags;
        }

        if ((flags & BlockFlags.LongLength) != 0)
        {
            AddLongRows(rows);
            return;
        }

        _used = (int)(Unsafe.ByteOffset(ref first, ref next) / sizeof(long));
        (_inside, _clock) = (inside, clock);
    }

    /// <summary>As <see cref="AddRows"/>, where a length needs more than 32 bits.</summary>
    private void AddLongRows(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            var deleted = _store.Row(row).IsDeleted ? 1 : 0;
            _clocks[_used] = _clock;
            _used += deleted ^ _inside;
            _inside = deleted;
            _clock += _store.LengthOf(row);
        }
    }

    public void EndRun()
    {
        _clocks[_used] = _clock;
        _used += _inside;
        _counts[_runs++] = _used - _runStart;
        (_runStart, _inside, _clock) = (_used, 0, 0);
    }

    /// <summary>The deletions of all runs.</summary>
    public readonly void Write<TWriter>(ref TWriter writer)
        where TWriter : struct, IUpdateWriter
    {
        var counts = _counts.AsSpan(0, _runs);
        writer.WritePlain((ulong)(counts.Length - counts.Count(0)));
        var clients = _store.Clients.Descending();
        var edges = _clocks.AsSpan();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            writer.BeginDeletesOfClient(_store.Clients.IdOf(clients[i]), counts[i] / 2);
            writer.WriteDeletes(edges[..counts[i]]);
            edges = edges[counts[i]..];
        }
    }

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<long>.Shared.Return(_clocks);
    }
}
