namespace CollabServer.Crdt.Store;

/// <summary>
/// Drops the content of what a transaction deleted. A deleted item stays in its list, because others may refer to its place; everything
/// inside a deleted type becomes a collected block, a mere range of clocks.
/// </summary>
internal static class GarbageCollection
{
    /// <summary>Expects the deletions sorted and joined.</summary>
    public static void Collect(BlockStore store)
    {
        if (!store.Changes.HasDroppableContent)
        {
            return;
        }

        var deleted = store.Changes.Deleted;
        for (var i = deleted.Count - 1; i >= 0; i--)
        {
            var range = deleted[i];
            var end = range.End;
            ref var run = ref store.Clients[range.Client];
            for (var position = store.PositionOf(range.Client, range.Clock); position != run.End; position = run.Next(position))
            {
                var row = run.RowAt(position);
                if (store.ClockOf(row) >= end)
                {
                    break;
                }

                var flags = store.Row(row).Flags;
                if ((flags & (BlockFlags.Deleted | BlockFlags.Keep)) == BlockFlags.Deleted && store.Row(row).Kind > ContentKind.Deleted)
                {
                    DropContent(store, row);
                }
            }
        }
    }

    /// <summary>The item stays, its content becomes <see cref="ContentKind.Deleted"/>.</summary>
    private static void DropContent(BlockStore store, int row)
    {
        ref var block = ref store.Row(row);
        if (block.Kind == ContentKind.Type)
        {
            CollectInside(store, block.ContentStart);
        }
        else
        {
            store.Arena.Discard(block.ContentSize);
        }

        block.Flags = (block.Flags & ~(BlockFlags.KindMask | BlockFlags.JsonForm)) | (BlockFlags)ContentKind.Deleted;
        block.ContentStart = 0;
        block.ContentSize = 0;
    }

    private static void CollectInside(BlockStore store, int outermost)
    {
        var open = new Stack<int>();
        open.Push(outermost);
        while (open.TryPop(out var type))
        {
            CollectList(store, store.FirstOf(type), open);
            store.Indexes.Forget(store.Types.Type(type).List);
            for (var list = store.Types.Type(type).FirstKeyed; list != BlockStore.None; list = store.Types.List(list).NextKeyed)
            {
                CollectList(store, store.Types.List(list).Head, open);
                store.Indexes.Forget(list);
            }

            store.Types.FreeType(type);
        }
    }

    private static void CollectList(BlockStore store, int row, Stack<int> open)
    {
        while (row != BlockStore.None)
        {
            ref var block = ref store.Row(row);
            var next = block.Right;
            if (block.Kind == ContentKind.Type)
            {
                open.Push(block.ContentStart);
            }
            else if (ContentForms.HasBytes(block.Kind))
            {
                store.Arena.Discard(block.ContentSize);
            }

            Collect(store, row);
            row = next;
        }
    }

    private static void Collect(BlockStore store, int row)
    {
        var clock = store.ClockOf(row);
        var length = store.LengthOf(row);
        store.ForgetRedone(row);
        ref var block = ref store.Row(row);
        block.Flags = (block.Flags & BlockFlags.Wide) | (BlockFlags)ContentKind.Collected | BlockFlags.Deleted;
        block.Left = BlockStore.None;
        block.Right = BlockStore.None;
        block.List = BlockStore.None;
        block.OriginClient = BlockStore.None;
        block.RightOriginClient = BlockStore.None;
        block.ContentStart = 0;
        block.ContentSize = 0;
        store.SetClocks(row, clock, 0, 0);
        store.SetLength(row, length);
    }
}
