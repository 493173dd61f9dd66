using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Joins blocks of one client that follow one another in clock and in place. Yjs tries it at the end of a transaction around everything that
/// was deleted, added or split, in this order; the order is part of the bytes that come out.
/// </summary>
internal static class NeighbourMerge
{
    public static void MergeChanged(BlockStore store)
    {
        var changes = store.Changes;
        MergeDeleted(store, changes.Deleted);
        foreach (var client in changes.GrownClients)
        {
            MergeGrown(store, client, changes.StateBefore(store.Clients[client]));
        }

        for (var i = changes.MergeCandidates.Count - 1; i >= 0; i--)
        {
            var (client, clock) = changes.MergeCandidates[i];
            ref var run = ref store.Clients[client];
            if (changes.StateBefore(run) == 0)
            {
                // All of this client is new, so there is nothing left to merge.
                continue;
            }

            var position = store.PositionOf(client, clock);
            var behind = run.Next(position);
            if (behind != run.End && MergeWithLefts(store, ref run, ref behind) > 1)
            {
                continue;
            }

            if (position > 0)
            {
                MergeWithLefts(store, ref run, ref position);
            }
        }
    }

    /// <summary>From right to left, starting with the block behind each range.</summary>
    private static void MergeDeleted(BlockStore store, GrowingArray<DeletedRange> deleted)
    {
        for (var i = deleted.Count - 1; i >= 0; i--)
        {
            var range = deleted[i];
            ref var run = ref store.Clients[range.Client];
            if (range.Clock >= store.Changes.StateBefore(run))
            {
                // New blocks are all looked at anyway, and which pair is joined first makes no difference.
                continue;
            }

            var last = store.PositionOf(range.Client, range.End - 1);
            var position = run.Next(last) == run.End ? last : run.Next(last);
            while (position > 0 && store.ClockOf(run.RowAt(position)) >= range.Clock)
            {
                MergeWithLefts(store, ref run, ref position);
                position = run.Previous(position);
            }
        }
    }

    private static void MergeGrown(BlockStore store, int client, long stateBefore)
    {
        ref var run = ref store.Clients[client];
        var first = Math.Max(store.PositionOf(client, stateBefore), 1);
        for (var position = run.Last; position >= first; position = run.Previous(position))
        {
            MergeWithLefts(store, ref run, ref position);
        }
    }

    /// <summary>
    /// Merges the block at a position into its left neighbour, that into its own, and so on; returns how many blocks vanished. The position
    /// becomes that of the block into which they went.
    /// </summary>
    private static int MergeWithLefts(BlockStore store, ref ClientRun run, ref int position)
    {
        var merged = 0;
        var first = position;
        while (first > 0)
        {
            var before = run.Previous(first);
            if (!CanMerge(store, run.RowAt(before), run.RowAt(first)))
            {
                break;
            }

            first = before;
            merged++;
        }

        if (merged == 0)
        {
            return 0;
        }

        // Left to right, so that a chain of contents is moved once at most.
        var left = run.RowAt(first);
        for (var at = first; at != position;)
        {
            at = run.Next(at);
            Merge(store, left, run.RowAt(at));
        }

        run.RemoveAfter(first, merged);
        position = first;
        return merged;
    }

    private static bool CanMerge(BlockStore store, int leftRow, int rightRow)
    {
        const BlockFlags Compared = BlockFlags.KindMask | BlockFlags.Deleted;
        ref var left = ref store.Row(leftRow);
        ref var right = ref store.Row(rightRow);
        if (((left.Flags ^ right.Flags) & Compared) != 0)
        {
            return false;
        }

        switch (left.Kind)
        {
            case ContentKind.Collected:
                return true;
            case ContentKind.Deleted or ContentKind.Json or ContentKind.String or ContentKind.Any:
                break;
            default:
                return false;
        }

        return left.Right == rightRow
            && right.OriginClient == right.Client
            && store.OriginClockOf(rightRow) == store.ClockOf(rightRow) - 1
            && left.RightOriginClient == right.RightOriginClient
            && (left.RightOriginClient == BlockStore.None || store.RightOriginClockOf(leftRow) == store.RightOriginClockOf(rightRow))
            && ((left.Flags | right.Flags) & BlockFlags.Redone) == 0;
    }

    private static void Merge(BlockStore store, int leftRow, int rightRow)
    {
        ref var left = ref store.Row(leftRow);
        ref var right = ref store.Row(rightRow);
        var length = store.LengthOf(leftRow) + store.LengthOf(rightRow);
        if (left.IsItem)
        {
            store.Indexes.Find(left.List)?.Remove(rightRow);
            left.Flags |= right.Flags & BlockFlags.Keep;
            left.Right = right.Right;
            if (left.Right != BlockStore.None)
            {
                store.Row(left.Right).Left = leftRow;
            }
            else
            {
                store.Types.List(left.List).Tail = leftRow;
            }

            if (left.Kind != ContentKind.Deleted)
            {
                MergeContent(store, ref left, ref right);
            }
        }

        if (left.IsItem)
        {
            store.Indexes.Find(left.List)?.AddUnits(leftRow, store.VisibleUnits(rightRow));
        }

        store.SetLength(leftRow, length);
        store.FreeRow(rightRow);
    }

    private static void MergeContent(BlockStore store, ref BlockRow left, ref BlockRow right)
    {
        var arena = store.Arena;
        if (arena.HasLoneSurrogates && left.Kind == ContentKind.String)
        {
            JoinSurrogates(arena, ref left, ref right);
        }

        left.ContentStart = arena.Join(left.ContentStart, left.ContentSize, right.ContentStart, right.ContentSize);
        left.ContentSize += right.ContentSize;
    }

    /// <summary>Two lone halves that meet are one character again.</summary>
    private static void JoinSurrogates(ContentArena arena, ref BlockRow left, ref BlockRow right)
    {
        var leftText = arena.Slice(left.ContentStart, left.ContentSize);
        var rightText = arena.Slice(right.ContentStart, right.ContentSize);
        if (!Wtf8.EndsWithHighSurrogate(leftText) || !Wtf8.StartsWithLowSurrogate(rightText))
        {
            return;
        }

        byte[] joined = [.. leftText[..^3], .. Wtf8.Join(leftText[^3..], rightText[..3])];
        arena.Discard(left.ContentSize);
        left.ContentStart = arena.Append(joined);
        left.ContentSize = joined.Length;
        right.ContentStart += 3;
        right.ContentSize -= 3;
    }
}
