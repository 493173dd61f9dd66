using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>
/// Ranges of clocks per client, sorted and joined. The order in which clients were first added is kept: blocks are restored in it, which
/// decides over their ids.
/// </summary>
internal sealed class ClockRanges
{
    private readonly OrderedDictionary<int, List<DeletedRange>> _ranges = [];

    /// <summary>What the transaction that is ending inserted.</summary>
    public static ClockRanges Insertions(BlockStore store)
    {
        var ranges = new ClockRanges();
        foreach (var client in store.Changes.GrownClients.Order())
        {
            ref var run = ref store.Clients[client];
            var before = store.Changes.StateBefore(run);
            ranges.Add(new DeletedRange(client, before, run.State - before));
        }

        return ranges;
    }

    /// <summary>What the transaction that is ending deleted.</summary>
    public static ClockRanges Deletions(TransactionChanges changes)
    {
        var ranges = new ClockRanges();
        foreach (var client in changes.DeletedClients)
        {
            ranges._ranges.Add(client, []);
        }

        foreach (var range in changes.Deleted)
        {
            ranges._ranges[range.Client].Add(range);
        }

        return ranges;
    }

    public void Add(ClockRanges others)
    {
        foreach (var (_, ranges) in others._ranges)
        {
            ranges.ForEach(Add);
        }
    }

    public bool Contains(int client, long clock)
    {
        if (!_ranges.TryGetValue(client, out var ranges))
        {
            return false;
        }

        var at = FirstEndingAfter(ranges, clock);
        return at < ranges.Count && ranges[at].Clock <= clock;
    }

    /// <summary>The blocks in the ranges, split where a range ends inside one. Blocks may be split while this is being enumerated.</summary>
    public IEnumerable<int> Blocks(BlockStore store)
    {
        foreach (var (client, ranges) in _ranges)
        {
            foreach (var range in ranges)
            {
                for (var clock = range.Clock; clock < range.End;)
                {
                    var row = Splitting.CleanStart(store, client, clock);
                    clock = store.EndOf(row);
                    if (clock > range.End && store.Row(row).IsItem)
                    {
                        _ = Splitting.CleanStart(store, client, range.End);
                        clock = range.End;
                    }

                    yield return row;
                }
            }
        }
    }

    private static int FirstEndingAfter(List<DeletedRange> ranges, long clock)
    {
        var low = 0;
        for (var high = ranges.Count; low < high;)
        {
            var middle = (low + high) >>> 1;
            if (ranges[middle].End <= clock)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Add(DeletedRange range)
    {
        if (!_ranges.TryGetValue(range.Client, out var ranges))
        {
            _ranges.Add(range.Client, ranges = []);
        }

        // Ranges that end where this one starts are joined too.
        var first = FirstEndingAfter(ranges, range.Clock - 1);
        var behind = first;
        var (start, end) = (range.Clock, range.End);
        for (; behind < ranges.Count && ranges[behind].Clock <= range.End; behind++)
        {
            start = Math.Min(start, ranges[behind].Clock);
            end = Math.Max(end, ranges[behind].End);
        }

        ranges.RemoveRange(first, behind - first);
        ranges.Insert(first, new DeletedRange(range.Client, start, end - start));
    }
}
