namespace CollabServer.Crdt.Store;

/// <summary>What happens when a write transaction ends, in Yjs's order: deletions sorted, (observers), garbage collected, neighbours merged.</summary>
internal static class TransactionEnd
{
    /// <summary>Sorts the deletions by client and clock and joins what touches.</summary>
    public static void SortDeletions(TransactionChanges changes)
    {
        var deleted = changes.Deleted;
        if (deleted.Count < 2)
        {
            return;
        }

        if (!IsSorted(deleted))
        {
            deleted.AsSpan().Sort(static (a, b) => a.Client != b.Client ? a.Client.CompareTo(b.Client) : a.Clock.CompareTo(b.Clock));
        }

        var kept = 0;
        for (var i = 1; i < deleted.Count; i++)
        {
            var last = deleted[kept];
            var next = deleted[i];
            if (last.Client == next.Client && last.End >= next.Clock)
            {
                deleted[kept] = last with { Length = Math.Max(last.Length, next.End - last.Clock) };
            }
            else
            {
                deleted[++kept] = next;
            }
        }

        deleted.Truncate(kept + 1);
    }

    /// <summary>The usual case when a state is loaded.</summary>
    private static bool IsSorted(GrowingArray<DeletedRange> ranges)
    {
        for (var i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].Client < ranges[i - 1].Client
                || (ranges[i].Client == ranges[i - 1].Client && ranges[i].Clock < ranges[i - 1].Clock))
            {
                return false;
            }
        }

        return true;
    }

    public static void CleanUp(BlockStore store, bool collectGarbage)
    {
        if (collectGarbage)
        {
            GarbageCollection.Collect(store);
        }

        NeighbourMerge.MergeChanged(store);
        store.ConflictScratch.Trim();
        if (store.Arena.NeedsCompaction)
        {
            Compact(store);
        }

        BlockStoreInvariants.CheckNowAndThen(store);
    }

    /// <summary>Moves all contents together, in the order of the blocks, so that later merges find them next to each other.</summary>
    private static void Compact(BlockStore store)
    {
        var old = store.Arena.BeginCompaction();
        for (var client = 0; client < store.Clients.Count; client++)
        {
            ref var run = ref store.Clients[client];
            for (var position = 0; position != run.End; position = run.Next(position))
            {
                ref var block = ref store.Row(run.RowAt(position));
                if (ContentForms.HasBytes(block.Kind))
                {
                    block.ContentStart = store.Arena.Append(old.AsSpan(block.ContentStart, block.ContentSize));
                }
            }
        }
    }
}
