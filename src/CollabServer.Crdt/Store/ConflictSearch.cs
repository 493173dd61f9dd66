namespace CollabServer.Crdt.Store;

/// <summary>
/// The same place that <see cref="Integration"/> finds item by item, found by the index of the list. Between an item's origins stand its siblings,
/// which were inserted behind the same unit and so have its depth, each followed by what is below it, which is deeper. The item goes behind the
/// last sibling of a lower client, and all that is below that one; but not past a sibling with the same two origins and no lower client.
/// </summary>
internal static class ConflictSearch
{
    /// <summary>More siblings than this at one place get an order of their own.</summary>
    private const int WalkedSiblings = 32;

    /// <summary>The item behind which the row goes; None for the head of the list.</summary>
    public static int Find(BlockStore store, ListIndex index, int row, int left, int right)
    {
        ref var block = ref store.Row(row);
        var client = store.Clients.IdOf(block.Client);
        var depth = left == BlockStore.None ? 0 : index.DepthOfUnit(left, store.LengthOf(left));
        if (right != BlockStore.None && !HaveSameOrigin(store, row, right))
        {
            // No sibling, so the search does not end there.
            right = BlockStore.None;
        }

        var lower = BlockStore.None;
        var walked = 0;
        for (var item = index.FirstAtMost(left, depth); IsSibling(index, item, right, depth); item = index.FirstAtMost(item, depth))
        {
            if (store.ClientOf(item) < client)
            {
                lower = item;
            }
            else if (HaveSameRightOrigin(store, row, item))
            {
                break;
            }

            if (++walked > WalkedSiblings)
            {
                lower = FindLower(store, index, row, left, right, depth);
                break;
            }
        }

        if (lower == BlockStore.None)
        {
            return left;
        }

        var behind = index.FirstAtMost(lower, depth);
        return behind == BlockStore.None ? store.Types.List(block.List).Tail : store.Row(behind).Left;
    }

    /// <summary>The last sibling of a lower client before where the search ends.</summary>
    private static int FindLower(BlockStore store, ListIndex index, int row, int left, int right, long depth)
    {
        index.Siblings ??= new SiblingGroups();
        var end = index.Siblings.FirstNotLower(store, index, row, left, depth);
        if (end == BlockStore.None)
        {
            end = right != BlockStore.None ? right : index.FirstAtMost(left, depth - 1);
        }

        return index.LastLower(end, depth, store.ClientOf(row));
    }

    private static bool IsSibling(ListIndex index, int item, int right, long depth) =>
        item != BlockStore.None && item != right && index.DepthOf(item) == depth;

    private static bool HaveSameOrigin(BlockStore store, int row, int other)
    {
        var client = store.Row(row).OriginClient;
        return client == store.Row(other).OriginClient && (client == BlockStore.None || store.OriginClockOf(row) == store.OriginClockOf(other));
    }

    private static bool HaveSameRightOrigin(BlockStore store, int row, int other)
    {
        var client = store.Row(row).RightOriginClient;
        return client == store.Row(other).RightOriginClient && (client == BlockStore.None || store.RightOriginClockOf(row) == store.RightOriginClockOf(other));
    }
}
