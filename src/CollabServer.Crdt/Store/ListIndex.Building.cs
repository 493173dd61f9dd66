namespace CollabServer.Crdt.Store;

/// <content>Makes the index of a list that has none yet, from the leaves up.</content>
internal sealed partial class ListIndex
{
    /// <summary>Of 64 rows in a leaf; the rest is room for insertions.</summary>
    private const int RowsAtFirst = 48;
    private const int ChildrenAtFirst = 24;

    public static ListIndex Build(BlockStore store, int list, LeafTable leaves)
    {
        var index = new ListIndex(store, list, leaves);
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
        var leaf = _root;
        for (var row = _store.Types.List(_list).Head; row != BlockStore.None; row = _store.Row(row).Right)
        {
            if (leaf.Count == RowsAtFirst)
            {
                SumUp(leaf);
                nodes.Add(leaf = ListIndexNode.Leaf());
            }

            leaf.InsertRow(leaf.Count, row, DepthByOrigin(row));
            _leaves.Set(row, leaf);
        }

        SumUp(leaf);
        return nodes;
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
