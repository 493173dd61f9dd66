namespace CollabServer.Crdt.Store;

/// <content>Lists of items, their order and the indexes on them.</content>
internal static partial class BlockStoreInvariants
{
    /// <summary>Links agree in both directions, and types know their length. Returns the number of items in lists.</summary>
    private static int CheckLists(BlockStore store)
    {
        var linked = 0;
        var path = new DepthFirstPath(store);
        for (var type = 0; type < store.Types.TypeCount; type++)
        {
            if (store.Types.Type(type).IsFree)
            {
                continue;
            }

            CheckParent(store, type);
            linked += CheckList(store, store.Types.Type(type).List, path, out var length);
            Require(length == store.Types.Type(type).Length, $"type {type} has length {store.Types.Type(type).Length} instead of {length}");
            for (var list = store.Types.Type(type).FirstKeyed; list != BlockStore.None; list = store.Types.List(list).NextKeyed)
            {
                linked += CheckList(store, list, path, out _);
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

    private static int CheckList(BlockStore store, int list, DepthFirstPath path, out long length)
    {
        var items = 0;
        var isInDeleted = store.IsTypeDeleted(store.Types.List(list).Type);
        length = 0;
        var left = BlockStore.None;
        var isKeyed = store.Types.List(list).Key != BlockStore.None;
        path.Clear();
        for (var row = store.Types.List(list).Head; row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            Require(block.List == list, $"row {row} is linked into list {list}, but says {block.List}");
            Require(block.Left == left, $"row {row} has left {block.Left} instead of {left}");
            Require(!isInDeleted || block.IsDeleted, $"row {row} is alive in a deleted type");
            Require(!isKeyed || block.IsDeleted || block.Right == BlockStore.None, $"row {row} is a replaced value, but alive");
            path.Add(row);
            length += block.IsCountable && !block.IsDeleted ? store.LengthOf(row) : 0;
            left = row;
            items++;
        }

        Require(store.Types.List(list).Tail == left, $"list {list} ends with row {left}, but says {store.Types.List(list).Tail}");
        return items;
    }

    /// <summary>The index holds the items of the list in their order, with their sums.</summary>
    private static void CheckIndex(BlockStore store, int list, ListIndex index)
    {
        var units = 0L;
        var leaf = default(ListIndexNode);
        var place = 0;
        var path = new DepthFirstPath(store);
        for (var row = store.Types.List(list).Head; row != BlockStore.None; row = store.Row(row).Right)
        {
            place = index.LeafOf(row) == leaf ? place + 1 : 0;
            leaf = index.LeafOf(row);
            Require(leaf.PlaceOf(row) == place, $"row {row} is at place {leaf.PlaceOf(row)} of its leaf instead of {place}");
            Require(index.UnitsBefore(row) == units, $"row {row} has {units} units before it; the index says {index.UnitsBefore(row)}");
            Require(leaf.MinDepth <= leaf.Depths![place], $"row {row} is less deep than its leaf knows");
            path.Add(row);
            Require(index.DepthOf(row) == path.Depth, $"row {row} is {path.Depth} deep; the index says {index.DepthOf(row)}");
            units += store.VisibleUnits(row);
        }

        Require(index.Root.Units == units, $"list {list} has {units} units; its index says {index.Root.Units}");
    }

    /// <summary>
    /// Reads a list as the tree that origins make of it, depth first: an item comes behind the unit it was inserted behind with nothing between them but what
    /// was inserted there, too. <see cref="ConflictSearch"/> relies on that.
    /// </summary>
    private sealed class DepthFirstPath(BlockStore store)
    {
        /// <summary>From the first item to the last one, what each was inserted behind: items, the depths of their first units, and where they end for what follows.</summary>
        private readonly List<(int Row, long Depth, long End)> _path = [];

        /// <summary>Of the item added last.</summary>
        public long Depth { get; private set; }

        /// <summary>Another list follows.</summary>
        public void Clear() => _path.Clear();

        public void Add(int row)
        {
            Depth = 0;
            var origin = store.Row(row).OriginClient;
            if (origin == BlockStore.None)
            {
                _path.Clear();
            }
            else
            {
                var parent = store.Find(origin, store.OriginClockOf(row));
                while (_path.Count > 0 && _path[^1].Row != parent)
                {
                    _path.RemoveAt(_path.Count - 1);
                }

                Require(_path.Count > 0, $"row {row} does not follow what it was inserted behind");
                var last = _path[^1];
                Depth = last.Depth + store.OriginClockOf(row) - store.ClockOf(parent) + 1;
                Require(Depth <= last.End, $"row {row} comes too late behind what it was inserted behind");
                _path[^1] = last with { End = Depth };
            }

            _path.Add((row, Depth, Depth + store.LengthOf(row)));
        }
    }
}
