using System.Buffers;
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
        var edges = _clocks.AsSpan();
        var used = _used;
        var inside = _inside;
        var clock = _clock;
        foreach (var row in rows)
        {
            ref readonly var block = ref blocks[row];
            var deleted = ((int)block.Flags / (int)BlockFlags.Deleted) & 1;
            edges[used] = clock;
            used += deleted ^ inside;
            inside = deleted;
            clock += (block.Flags & BlockFlags.LongLength) == 0 ? block.LengthLow : _store.LengthOf(row);
        }

        (_used, _inside, _clock) = (used, inside, clock);
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
            for (var edge = 0; edge < counts[i]; edge += 2)
            {
                writer.WriteDelete(edges[edge], edges[edge + 1] - edges[edge]);
            }

            edges = edges[counts[i]..];
        }
    }

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<long>.Shared.Return(_clocks);
    }
}
