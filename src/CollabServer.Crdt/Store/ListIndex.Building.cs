namespace CollabServer.Crdt.Store;

/// <content>Makes the index of a list that has none yet, from the leaves up.</content>
internal sealed partial class ListIndex
{
    /// <summary>Of 64 rows in a leaf; the rest is room for insertions.</summary>
    private const int RowsAtFirst = 48;
    private const int ChildrenAtFirst = 24;

    public static ListIndex Build(BlockStore store, int list)
    {
        var index = new ListIndex(store, list);
        var nodes = index.BuildLeaves();
        while (nodes.Count > 1)
        {
            nodes = index.BuildParents(nodes);
        }

        index._root = nodes[0];
        return index;
    }

    private List<ListIndexNode> BuildLeaves()
    {
        var nodes = new List<ListIndexNode> { _root };
        var path = new List<(int Row, long Depth)>();
        var leaf = _root;
        for (var row = _store.Types.List(_list).Head; row != BlockStore.None; row = _store.Row(row).Right)
        {
            if (leaf.Count == RowsAtFirst)
            {
                SumUp(leaf);
                nodes.Add(leaf = ListIndexNode.Leaf());
            }

            var depth = DepthByOrigin(row);
            IsDepthFirst &= depth >= 0 && IsNextDepthFirst(path, row, depth);
            leaf.InsertRow(leaf.Count, row, Math.Max(depth, 0));
            _leaves[row] = leaf;
        }

        SumUp(leaf);
        return nodes;
    }

    /// <summary>Whether the parent of an item is on the way from the root to the item before it, which becomes the way to this one.</summary>
    private bool IsNextDepthFirst(List<(int Row, long Depth)> path, int row, long depth)
    {
        while (path.Count > 0 && path[^1].Depth >= depth)
        {
            path.RemoveAt(path.Count - 1);
        }

        var parent = OriginRow(row);
        var isNext = parent == BlockStore.None ? path.Count == 0 : path.Count > 0 && path[^1].Row == parent;
        path.Add((row, depth));
        return isNext;
    }

    private List<ListIndexNode> BuildParents(List<ListIndexNode> nodes)
    {
        var parents = new List<ListIndexNode>();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (i % ChildrenAtFirst == 0)
            {
                parents.Add(ListIndexNode.Inner());
            }

            parents[^1].InsertChild(parents[^1].Count, nodes[i]);
        }

        parents.ForEach(SumUp);
        return parents;
    }
}
