namespace CollabServer.Crdt.Store;

/// <summary>Marks blocks deleted, and with a type everything inside it. A loop over an own stack: nesting costs no call stack.</summary>
internal static class Deletion
{
    public static void Delete(BlockStore store, int row)
    {
        if (store.Row(row).IsDeleted)
        {
            return;
        }

        Mark(store, row);
        if (store.Row(row).Kind == ContentKind.Type)
        {
            DeleteInside(store, store.Row(row).ContentStart);
        }
    }

    /// <summary>
    /// Deletes a range of clocks below the client's state, splitting at both ends; what is deleted already is left as it is, and not split.
    /// Returns whether anything was deleted.
    /// </summary>
    public static bool DeleteRange(BlockStore store, int client, long clock, long end)
    {
        var changed = false;
        ref var run = ref store.Clients[client];
        var position = store.PositionOf(client, clock);
        var row = run.RowAt(position);
        var start = store.ClockOf(row);
        if (start < clock && !store.Row(row).IsDeleted)
        {
            Splitting.SplitAt(store, client, position, clock - start);
            position = store.PositionOf(client, clock);
        }

        for (; position != run.End; position = run.Next(position))
        {
            row = run.RowAt(position);
            start = store.ClockOf(row);
            if (start >= end)
            {
                break;
            }

            if (store.Row(row).IsDeleted)
            {
                continue;
            }

            if (end < start + store.LengthOf(row))
            {
                // What follows is behind the range, so the position is not needed any more.
                Splitting.SplitAt(store, client, position, end - start);
                Delete(store, row);
                return true;
            }

            Delete(store, row);
            changed = true;
        }

        return changed;
    }

    private static void Mark(BlockStore store, int row)
    {
        ref var block = ref store.Row(row);
        ref var list = ref store.Types.List(block.List);
        var length = store.LengthOf(row);
        if (list.Key == BlockStore.None && block.IsCountable)
        {
            store.Types.Type(list.Type).Length -= length;
        }

        store.Indexes.Find(block.List)?.AddUnits(row, -store.VisibleUnits(row));
        block.Flags |= BlockFlags.Deleted;
        store.Changes.HasDroppableContent |= block.Kind > ContentKind.Deleted;
        store.Changes.Deleted.Add(new DeletedRange(block.Client, store.ClockOf(row), length));
        store.Changes.NoteChange(store, block.List);
        if (block.Kind == ContentKind.Doc && !store.Changes.AddedSubdocuments.Remove(row))
        {
            store.Changes.RemovedSubdocuments.Add(row);
        }
    }

    /// <summary>Children in order, then the current value of every key; depth first, as the order of merge candidates is part of Yjs's result.</summary>
    private static void DeleteInside(BlockStore store, int type)
    {
        var open = new Stack<(int NextChild, int NextKeyed)>();
        open.Push((store.FirstOf(type), store.Types.Type(type).FirstKeyed));
        while (open.TryPop(out var at))
        {
            int row;
            if (at.NextChild != BlockStore.None)
            {
                row = at.NextChild;
                open.Push((store.Row(row).Right, at.NextKeyed));
            }
            else if (at.NextKeyed != BlockStore.None)
            {
                ref var keyed = ref store.Types.List(at.NextKeyed);
                row = keyed.Tail;
                open.Push((BlockStore.None, keyed.NextKeyed));
                if (row == BlockStore.None)
                {
                    continue;
                }
            }
            else
            {
                continue;
            }

            if (store.Row(row).IsDeleted)
            {
                NoteDeletedBefore(store, row);
                continue;
            }

            Mark(store, row);
            if (store.Row(row).Kind == ContentKind.Type)
            {
                var inner = store.Row(row).ContentStart;
                open.Push((store.FirstOf(inner), store.Types.Type(inner).FirstKeyed));
            }
        }
    }

    /// <summary>
    /// It was deleted earlier but will be collected with its parent now, and may then merge with a neighbour; the deletions of this
    /// transaction do not tell that.
    /// </summary>
    private static void NoteDeletedBefore(BlockStore store, int row)
    {
        var client = store.Row(row).Client;
        var clock = store.ClockOf(row);
        if (clock < store.Changes.StateBefore(store.Clients[client]))
        {
            store.Changes.MergeCandidates.Add(new MergeCandidate(client, clock));
        }
    }
}
