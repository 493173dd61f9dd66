using System.Diagnostics;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Puts a block where YATA wants it. Two clients that insert at the same place are ordered by client id (lower first), and what a client typed
/// in one go stays together.
/// <code>
/// origin bbbb [this] c,b  c,b  o      b: items that follow the origin, c: those of them still in conflict
/// </code>
/// The right origin ends the search only if it was inserted behind the same unit. At the time of an honest insertion it stood right beside that unit,
/// so it never is below what is passed on the way. Yjs ends the search at one that is, and then the order of arrival decides where things stand.
/// </summary>
internal static class Integration
{
    /// <summary>Adds a range of clocks without content.</summary>
    public static void AddCollected(BlockStore store, int client, long clock, long length)
    {
        store.Changes.NoteGrowth(client, ref store.Clients[client]);
        store.AppendToRun(store.AddRow(client, clock, length, (BlockFlags)ContentKind.Collected | BlockFlags.Deleted));
    }

    /// <summary>
    /// Links a row that has its clocks, origins, content and list, but no place yet. <paramref name="left"/> and <paramref name="right"/> are
    /// the blocks its origins name.
    /// </summary>
    public static void Integrate(BlockStore store, int row, int left, int right)
    {
        store.Changes.NoteGrowth(store.Row(row).Client, ref store.Clients[store.Row(row).Client]);
        if (left == BlockStore.None
            ? right == BlockStore.None || store.Row(right).Left != BlockStore.None
            : store.Row(left).Right != right)
        {
            left = ResolveConflict(store, row, left, right);
        }

        Link(store, row, left);
        store.Indexes.Find(store.Row(row).List)?.InsertAfter(left, row);
        ref var block = ref store.Row(row);
        ref var list = ref store.Types.List(block.List);
        var isKeyed = list.Key != BlockStore.None;
        var type = list.Type;
        if (isKeyed && block.Right == BlockStore.None && left != BlockStore.None)
        {
            // The value this one replaces.
            Deletion.Delete(store, left);
        }

        if (!isKeyed && block.IsCountable)
        {
            store.Types.Type(type).Length += store.LengthOf(row);
        }

        store.AppendToRun(row);
        IntegrateContent(store, row, type);
        store.Changes.NoteChange(store, store.Row(row).List);
        if (store.IsTypeDeleted(type) || (isKeyed && store.Row(row).Right != BlockStore.None))
        {
            Deletion.Delete(store, row);
        }
    }

    private static void Link(BlockStore store, int row, int left)
    {
        ref var block = ref store.Row(row);
        ref var list = ref store.Types.List(block.List);
        block.Left = left;
        if (left != BlockStore.None)
        {
            block.Right = store.Row(left).Right;
            store.Row(left).Right = row;
        }
        else
        {
            block.Right = list.Head;
            list.Head = row;
        }

        if (block.Right != BlockStore.None)
        {
            store.Row(block.Right).Left = row;
        }
        else
        {
            list.Tail = row;
        }
    }

    private static void IntegrateContent(BlockStore store, int row, int parent)
    {
        ref var block = ref store.Row(row);
        switch (block.Kind)
        {
            case ContentKind.Deleted:
                block.Flags |= BlockFlags.Deleted;
                store.Changes.Deleted.Add(new DeletedRange(block.Client, store.ClockOf(row), store.LengthOf(row)));
                break;
            case ContentKind.Format:
                store.Types.Type(parent).HasFormatting = true;
                break;
            case ContentKind.Doc:
                store.Changes.AddedSubdocuments.Add(row);
                break;
        }
    }

    private static int ResolveConflict(BlockStore store, int row, int left, int right)
    {
        ref var block = ref store.Row(row);
        var other = left != BlockStore.None ? store.Row(left).Right : store.Types.List(block.List).Head;
        if (other == right)
        {
            return left;
        }

        if (store.Indexes.Find(block.List) is { } index)
        {
            var place = ConflictSearch.Find(store, index, row, left, right);
            Debug.Assert(store.Count > 1000 || place == Search(store, row, left, right), "The index finds another place.");
            return place;
        }

        left = Search(store, row, left, right);
        store.Indexes.NoteWalk(block.List, store.ConflictScratch.Count);
        return left;
    }

    private static int Search(BlockStore store, int row, int left, int right)
    {
        ref var block = ref store.Row(row);
        var other = left != BlockStore.None ? store.Row(left).Right : store.Types.List(block.List).Head;
        var id = store.Clients.IdOf(block.Client);
        var originClock = store.OriginClockOf(row);
        var rightOriginClock = store.RightOriginClockOf(row);
        var passed = store.ConflictScratch;
        passed.Clear();
        while (other != BlockStore.None)
        {
            passed.Add(other);
            ref var candidate = ref store.Row(other);
            if (candidate.OriginClient == block.OriginClient
                && (block.OriginClient == BlockStore.None || store.OriginClockOf(other) == originClock))
            {
                if (other == right)
                {
                    break;
                }

                if (store.Clients.IdOf(candidate.Client) < id)
                {
                    left = other;
                    passed.SettleAll();
                }
                else if (candidate.RightOriginClient == block.RightOriginClient
                    && (block.RightOriginClient == BlockStore.None || store.RightOriginClockOf(other) == rightOriginClock))
                {
                    // Both want the same place between the same two: the ids decide, and this one stays left.
                    break;
                }
            }
            else if (candidate.OriginClient != BlockStore.None
                && passed.Contains(store.Find(candidate.OriginClient, store.OriginClockOf(other)), out var isSettled))
            {
                if (isSettled)
                {
                    left = other;
                    passed.SettleAll();
                }
            }
            else
            {
                break;
            }

            other = candidate.Right;
        }

        return left;
    }
}
