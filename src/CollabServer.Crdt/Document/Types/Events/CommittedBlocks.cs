using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What the transaction that is ending did to single blocks. Its deletions are sorted by then.</summary>
internal readonly struct CommittedBlocks(BlockStore store)
{
    public BlockStore Store => store;

    public bool Adds(int row) => store.ClockOf(row) >= store.Changes.StateBefore(store.Clients[store.Row(row).Client]);

    public bool Deletes(int row)
    {
        if (!store.Row(row).IsDeleted)
        {
            return false;
        }

        var deleted = store.Changes.Deleted;
        var client = store.Row(row).Client;
        var clock = store.ClockOf(row);
        var low = 0;
        for (var high = deleted.Count; low < high;)
        {
            var middle = (low + high) >>> 1;
            var range = deleted[middle];
            if (range.Client < client || (range.Client == client && range.End <= clock))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < deleted.Count && deleted[low].Client == client && deleted[low].Clock <= clock;
    }
}
