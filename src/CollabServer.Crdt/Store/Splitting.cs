using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Store;

/// <summary>Splits blocks, so that a boundary lies where somebody refers to.</summary>
internal static class Splitting
{
    /// <summary>Splits a block after <paramref name="units"/> units (more than 0, less than its length); returns the new right part.</summary>
    public static int Split(BlockStore store, int row, long units)
    {
        var client = store.Row(row).Client;
        return SplitAt(store, client, store.PositionOf(client, store.ClockOf(row)), units);
    }

    /// <summary>The block that starts at the clock, split off if need be. Collected blocks are never split: then it is the one that contains it.</summary>
    public static int CleanStart(BlockStore store, int client, long clock)
    {
        var position = store.PositionOf(client, clock);
        var row = store.Clients[client].RowAt(position);
        var start = store.ClockOf(row);
        return start < clock && store.Row(row).IsItem ? SplitAt(store, client, position, clock - start) : row;
    }

    /// <summary>The block that ends with the clock, split if need be; collected blocks as they are.</summary>
    public static int CleanEnd(BlockStore store, int client, long clock)
    {
        var position = store.PositionOf(client, clock);
        var row = store.Clients[client].RowAt(position);
        var start = store.ClockOf(row);
        if (clock != start + store.LengthOf(row) - 1 && store.Row(row).IsItem)
        {
            SplitAt(store, client, position, clock - start + 1);
        }

        return row;
    }

    /// <summary>As <see cref="Split"/>, for the block at a position of its client's run.</summary>
    public static int SplitAt(BlockStore store, int client, int position, long units)
    {
        const BlockFlags Shared = BlockFlags.KindMask | BlockFlags.Deleted | BlockFlags.Keep | BlockFlags.JsonForm;
        var row = store.Clients[client].RowAt(position);
        var clock = store.ClockOf(row);
        var added = store.AddRow(client, clock + units, store.LengthOf(row) - units, store.Row(row).Flags & Shared);
        ref var left = ref store.Row(row);
        ref var right = ref store.Row(added);
        right.OriginClient = client;
        right.RightOriginClient = left.RightOriginClient;
        store.SetClocks(added, clock + units, clock + units - 1, store.RightOriginClockOf(row));
        var index = store.Indexes.Find(left.List);
        index?.AddUnits(row, -store.VisibleUnits(row));
        Link(store, row, added);
        SplitContent(store, ref left, ref right, units);
        store.SetLength(row, units);
        index?.AddUnits(row, store.VisibleUnits(row));
        index?.InsertAfter(row, added);
        if (store.RedoneOf(row) is { } copy)
        {
            store.SetRedone(added, copy with { Clock = copy.Clock + units });
        }

        store.Clients[client].InsertAfter(position, added, (uint)(clock + units));
        store.Changes.MergeCandidates.Add(new MergeCandidate(client, clock + units));
        if (store.Types.List(store.Row(row).List).Key != BlockStore.None)
        {
            // Several values of one key, which no client of good will sends: the last counts, the others are replaced by it.
            Deletion.Delete(store, row);
        }

        return added;
    }

    private static void Link(BlockStore store, int row, int added)
    {
        ref var left = ref store.Row(row);
        ref var right = ref store.Row(added);
        right.List = left.List;
        right.Left = row;
        right.Right = left.Right;
        left.Right = added;
        if (right.Right != BlockStore.None)
        {
            store.Row(right.Right).Left = added;
        }
        else
        {
            store.Types.List(right.List).Tail = added;
        }
    }

    private static void SplitContent(BlockStore store, ref BlockRow left, ref BlockRow right, long units)
    {
        // A deleted block has no content, and where it is long its length in that place.
        switch (left.Kind)
        {
            case ContentKind.String:
                SplitText(store, ref left, ref right, (int)units, store.Arena.Slice(left.ContentStart, left.ContentSize));
                break;
            case ContentKind.Any or ContentKind.Json:
                Cut(ref left, ref right, ContentSplit.BytesOfValues(store.Arena.Slice(left.ContentStart, left.ContentSize), left.Kind, units));
                break;
        }
    }

    private static void SplitText(BlockStore store, ref BlockRow left, ref BlockRow right, int units, ReadOnlySpan<byte> text)
    {
        var isAscii = text.Length == left.LengthLow;
        var at = isAscii ? units : Wtf8.ByteOf(text, units);
        if (at >= 0 && !(store.Arena.HasLoneSurrogates && Wtf8.EndsWithHighSurrogate(text[..at])))
        {
            Cut(ref left, ref right, at);
            return;
        }

        // Both halves of a split pair become U+FFFD (yjs issue 248); so does whatever follows a lone high half.
        var (leftText, rightText) = ContentSplit.BetweenSurrogates(text, units);
        store.Arena.Discard(left.ContentSize);
        left.ContentStart = store.Arena.Append(leftText);
        left.ContentSize = leftText.Length;
        right.ContentStart = store.Arena.Append(rightText);
        right.ContentSize = rightText.Length;
    }

    private static void Cut(ref BlockRow left, ref BlockRow right, int at)
    {
        right.ContentStart = left.ContentStart + at;
        right.ContentSize = left.ContentSize - at;
        left.ContentSize = at;
    }
}
