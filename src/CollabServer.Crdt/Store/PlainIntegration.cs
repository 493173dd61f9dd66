using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Puts in place at one go what most structs of a large update are: text, or an item that was deleted, whose origin and right origin are neighbours when it arrives.
/// For these it comes to what <see cref="UpdateIntegrator"/> and <see cref="Integration"/> do step by step, and all others are left to them. Whether text or
/// something deleted comes next cannot be guessed, so nothing here branches on it.
/// </summary>
internal static class PlainIntegration
{
    private const int TextShift = 2;

    /// <summary>Text or deleted, with an origin, and with clocks that fit into a row.</summary>
    public static bool IsPlain(ref DecodedStruct decoded)
    {
        const int TextOrDeleted = (1 << (int)ContentKind.String) | (1 << (int)ContentKind.Deleted);
        return ((1 << (int)decoded.Kind) & TextOrDeleted) != 0
            && decoded.HasOrigin
            && (ulong)(decoded.Clock | decoded.Length | decoded.OriginClock | decoded.RightOriginClock) <= uint.MaxValue;
    }

    /// <summary>
    /// The row ends at the origin and its neighbour starts at the right origin, in a living list without key, and nothing keeps an index. There is nothing to
    /// split then, nobody to be in conflict with, and nothing to be deleted.
    /// </summary>
    public static bool IsPlace(BlockStore store, ref DecodedStruct decoded, int left, int rightOriginClient)
    {
        const BlockFlags Long = BlockFlags.Wide | BlockFlags.LongLength;
        ref var block = ref store.Row(left);
        if ((block.Flags & Long) != 0
            || block.List == BlockStore.None
            || (long)block.ClockLow + block.LengthLow != decoded.OriginClock + 1
            || !store.Indexes.IsEmpty)
        {
            return false;
        }

        if (block.Right == BlockStore.None)
        {
            if (decoded.HasRightOrigin)
            {
                return false;
            }
        }
        else
        {
            ref var right = ref store.Row(block.Right);
            if (right.Client != rightOriginClient || right.ClockLow != decoded.RightOriginClock || (right.Flags & BlockFlags.Wide) != 0)
            {
                return false;
            }
        }

        ref var list = ref store.Types.List(block.List);
        return list.Key == BlockStore.None && !store.IsTypeDeleted(list.Type);
    }

    /// <summary>Returns the new row.</summary>
    public static int Integrate(BlockStore store, ref DecodedStruct decoded, int client, int left, ReadOnlySpan<byte> buffer, Slice content)
    {
        var kind = (int)decoded.Kind;
        var ifDeleted = kind & (int)ContentKind.Deleted;
        var ifText = -(kind >> TextShift);
        var clock = decoded.Clock;
        var length = decoded.Length;

        var row = store.TakeRow();
        ref var before = ref store.Row(left);
        ref var block = ref store.Row(row);
        ref var list = ref store.Types.List(before.List);
        block.ClockLow = (uint)clock;
        block.LengthLow = (uint)length;
        block.Client = client;
        block.Left = left;
        block.Right = before.Right;
        block.List = before.List;
        block.OriginClient = before.Client;
        block.OriginClockLow = (uint)decoded.OriginClock;
        block.RightOriginClockLow = (uint)decoded.RightOriginClock;
        block.ContentStart = store.Arena.Append(buffer, content) & ifText;
        block.ContentSize = content.Length;
        block.Flags = (BlockFlags)(kind | (ifDeleted * (int)BlockFlags.Deleted));
        before.Right = row;
        if (block.Right == BlockStore.None)
        {
            block.RightOriginClient = BlockStore.None;
            list.Tail = row;
        }
        else
        {
            ref var behind = ref store.Row(block.Right);
            block.RightOriginClient = behind.Client;
            behind.Left = row;
        }

        ref var run = ref store.Clients[client];
        var changes = store.Changes;
        changes.NoteGrowth(client, ref run);
        run.Append(row, (uint)clock);
        run.State = clock + length;
        store.Types.Type(list.Type).Length += length & ifText;
        changes.Deleted.Add(new DeletedRange(client, clock, length), ifDeleted);
        changes.NoteChange(store, block.List);
        return row;
    }
}
