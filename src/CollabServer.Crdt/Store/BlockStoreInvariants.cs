using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Store;

/// <summary>What must hold between transactions. Randomised tests check after every step; a violation names itself.</summary>
internal static class BlockStoreInvariants
{
    public static void Check(BlockStore store)
    {
        var items = CheckRuns(store);
        var linked = CheckLists(store);
        Require(items == linked, $"{items} items, but {linked} are linked into lists");
        foreach (var (list, index) in store.Indexes.All)
        {
            CheckIndex(store, list, index);
        }
    }

    /// <summary>The index holds the items of the list in their order, with their sums.</summary>
    private static void CheckIndex(BlockStore store, int list, ListIndex index)
    {
        var units = 0L;
        var leaf = default(ListIndexNode);
        var place = 0;
        for (var row = store.Types.List(list).Head; row != BlockStore.None; row = store.Row(row).Right)
        {
            place = index.LeafOf(row) == leaf ? place + 1 : 0;
            leaf = index.LeafOf(row);
            Require(leaf.PlaceOf(row) == place, $"row {row} is at place {leaf.PlaceOf(row)} of its leaf instead of {place}");
            Require(index.UnitsBefore(row) == units, $"row {row} has {units} units before it; the index says {index.UnitsBefore(row)}");
            Require(leaf.MinDepth <= leaf.Depths![place], $"row {row} is less deep than its leaf knows");
            units += store.VisibleUnits(row);
        }

        Require(index.Root.Units == units, $"list {list} has {units} units; its index says {index.Root.Units}");
    }

    /// <summary>Every client's blocks follow one another from clock 0 on. Returns the number of items.</summary>
    private static int CheckRuns(BlockStore store)
    {
        var blocks = 0;
        var items = 0;
        for (var client = 0; client < store.Clients.Count; client++)
        {
            ref var run = ref store.Clients[client];
            Require(store.Clients.Find(run.Id) == client, "a client is not found by its id");
            var clock = 0L;
            for (var position = 0; position != run.End; position = run.Next(position))
            {
                var row = run.RowAt(position);
                ref var block = ref store.Row(row);
                Require(block.Client == client, $"row {row} is in another client's run");
                Require(store.ClockOf(row) == clock, $"row {row} starts at {store.ClockOf(row)} instead of {clock}");
                Require(store.LengthOf(row) > 0, $"row {row} has no length");
                Require(store.PositionOf(client, clock) == position, $"row {row} is not found by its clock");
                clock += store.LengthOf(row);
                CheckContent(store, row);
                CheckOrigins(store, row);
                items += block.IsItem ? 1 : 0;
                blocks++;
            }

            Require(run.State == clock, $"client {run.Id} has state {run.State} instead of {clock}");
        }

        Require(blocks == store.Count, $"{store.Count} rows are in use, {blocks} are in runs");
        return items;
    }

    /// <summary>What an item was put beside is here, and came before it.</summary>
    private static void CheckOrigins(BlockStore store, int row)
    {
        ref var block = ref store.Row(row);
        Require(IsKnown(block.OriginClient, store.OriginClockOf(row)), $"row {row} has an origin that is not here");
        Require(IsKnown(block.RightOriginClient, store.RightOriginClockOf(row)), $"row {row} has a right origin that is not here");
        Require(block.OriginClient != block.Client || store.OriginClockOf(row) < store.ClockOf(row), $"row {row} is its own origin");

        bool IsKnown(int client, long clock) => client == BlockStore.None || clock < store.Clients[client].State;
    }

    private static void CheckContent(BlockStore store, int row)
    {
        ref var block = ref store.Row(row);
        if (ContentForms.HasBytes(block.Kind))
        {
            Require(block.ContentStart >= 0 && block.ContentSize >= 0, $"row {row} has content before the arena");
            Require((long)block.ContentStart + block.ContentSize <= store.Arena.Length, $"row {row} has content behind the arena");
        }

        switch (block.Kind)
        {
            case ContentKind.Collected:
                Require(block.IsDeleted && block.List == BlockStore.None, $"row {row} is collected but alive");
                break;
            case ContentKind.Deleted:
                Require(block.IsDeleted, $"row {row} has no content but is alive");
                break;
            case ContentKind.Type:
                Require(store.Types.Type(block.ContentStart).Item == row, $"the type in row {row} does not know it");
                Require(!store.Types.Type(block.ContentStart).IsFree, $"the type in row {row} is free");
                break;
            case ContentKind.String:
                Require(Wtf8.Units(store.ContentOf(row)) == store.LengthOf(row), $"the text in row {row} has another length");
                break;
            case ContentKind.Any or ContentKind.Json:
                var bytes = ContentSplit.BytesOfValues(store.ContentOf(row), block.Kind, store.LengthOf(row));
                Require(bytes == block.ContentSize, $"the values in row {row} have another length");
                break;
            default:
                Require(store.LengthOf(row) == 1, $"row {row} is longer than its content");
                break;
        }
    }

    /// <summary>Links agree in both directions, and types know their length. Returns the number of items in lists.</summary>
    private static int CheckLists(BlockStore store)
    {
        var linked = 0;
        for (var type = 0; type < store.Types.TypeCount; type++)
        {
            if (store.Types.Type(type).IsFree)
            {
                continue;
            }

            CheckParent(store, type);
            linked += CheckList(store, store.Types.Type(type).List, out var length);
            Require(length == store.Types.Type(type).Length, $"type {type} has length {store.Types.Type(type).Length} instead of {length}");
            for (var list = store.Types.Type(type).FirstKeyed; list != BlockStore.None; list = store.Types.List(list).NextKeyed)
            {
                linked += CheckList(store, list, out _);
                Require(store.Types.List(list).Type == type, $"list {list} belongs to another type");
            }
        }

        return linked;
    }

    /// <summary>A type is a root, or the item that holds it knows it; roots are known by name.</summary>
    private static void CheckParent(BlockStore store, int type)
    {
        ref var row = ref store.Types.Type(type);
        if (row.Item == BlockStore.None)
        {
            Require(store.Types.Roots.TryGetValue(row.Name, out var root) && root == type, $"type {type} is no root and in no item");
        }
        else
        {
            Require(store.TypeHeldBy(row.Item) == type, $"type {type} says it is in row {row.Item}, which holds another");
        }

        Require(store.Types.List(row.List).Type == type, $"the list of type {type} belongs to another");
    }

    private static int CheckList(BlockStore store, int list, out long length)
    {
        var items = 0;
        var isInDeleted = store.IsTypeDeleted(store.Types.List(list).Type);
        length = 0;
        var left = BlockStore.None;
        var isKeyed = store.Types.List(list).Key != BlockStore.None;
        for (var row = store.Types.List(list).Head; row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            Require(block.List == list, $"row {row} is linked into list {list}, but says {block.List}");
            Require(block.Left == left, $"row {row} has left {block.Left} instead of {left}");
            Require(!isInDeleted || block.IsDeleted, $"row {row} is alive in a deleted type");
            Require(!isKeyed || block.IsDeleted || block.Right == BlockStore.None, $"row {row} is a replaced value, but alive");
            length += block.IsCountable && !block.IsDeleted ? store.LengthOf(row) : 0;
            left = row;
            items++;
        }

        Require(store.Types.List(list).Tail == left, $"list {list} ends with row {left}, but says {store.Types.List(list).Tail}");
        return items;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The block store is broken: " + message + ".");
        }
    }
}
