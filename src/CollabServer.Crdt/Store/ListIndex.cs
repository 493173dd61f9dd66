namespace CollabServer.Crdt.Store;

/// <summary>
/// The items of one list in the leaves of a balanced tree: finds an item by its place in the text, the place of an item, and where a concurrent insertion
/// belongs (<see cref="ConflictSearch"/>), without walking the list. Made when walking has cost as much as making it, so most lists never have one.
/// <para>
/// Origins make a list a tree of its own: an item is a child of the unit it was inserted behind, and the list is that tree read depth first. The
/// <b>depth</b> of an item counts those units; each unit of a block is one deeper than the one before. What follows an item and is deeper is below it.
/// </para>
/// </summary>
internal sealed partial class ListIndex
{
    private readonly BlockStore _store;
    private readonly int _list;
    private readonly LeafTable _leaves;
    private ListIndexNode _root;

    private ListIndex(BlockStore store, int list, LeafTable leaves)
    {
        _store = store;
        _list = list;
        _leaves = leaves;
        _root = ListIndexNode.Leaf();
    }

    public ListIndexNode Root => _root;

    /// <summary>Looks at items and nodes so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Items inserted at the same places, where there are many.</summary>
    public SiblingGroups? Siblings { get; set; }

    public ListIndexNode LeafOf(int row) => _leaves[row];

    public long DepthOf(int row)
    {
        var leaf = LeafOf(row);
        return leaf.Depths![leaf.PlaceOf(row)];
    }

    /// <summary>The depth of a unit; -1 for the beginning of the list.</summary>
    public long DepthOfUnit(int row, long offset) => row == BlockStore.None ? -1 : DepthOf(row) + offset;

    /// <summary>Visible units before a block.</summary>
    public long UnitsBefore(int row)
    {
        var node = LeafOf(row);
        var units = 0L;
        for (var i = node.PlaceOf(row) - 1; i >= 0; i--)
        {
            units += _store.VisibleUnits(node.Rows![i]);
        }

        for (; node.Parent is not null; node = node.Parent)
        {
            for (var i = node.Place - 1; i >= 0; i--)
            {
                units += node.Parent.Children![i].Units;
            }
        }

        return units;
    }

    /// <summary>The block that holds a visible unit, and how many are before the block. The unit must be there.</summary>
    public int RowOfUnit(long unit, out long before)
    {
        var node = _root;
        before = 0;
        while (node.Children is not null)
        {
            var i = 0;
            for (; before + node.Children[i].Units <= unit; i++)
            {
                before += node.Children[i].Units;
            }

            node = node.Children[i];
        }

        for (var i = 0; ; i++)
        {
            var units = _store.VisibleUnits(node.Rows![i]);
            if (before + units > unit)
            {
                return node.Rows[i];
            }

            before += units;
        }
    }

    /// <summary>The first item behind another one (None: from the head) that is no deeper than this; None if there is none.</summary>
    public int FirstAtMost(int after, long depth)
    {
        var node = after == BlockStore.None ? FirstLeaf() : LeafOf(after);
        for (var i = after == BlockStore.None ? 0 : node.PlaceOf(after) + 1; i < node.Count; i++)
        {
            Steps++;
            if (node.Depths![i] <= depth)
            {
                return node.Rows![i];
            }
        }

        for (; node.Parent is { } parent; node = parent)
        {
            for (var i = node.Place + 1; i < parent.Count; i++)
            {
                Steps++;
                if (parent.Children![i].MinDepth <= depth)
                {
                    return FirstAtMostIn(parent.Children[i], depth);
                }
            }
        }

        return BlockStore.None;
    }

    /// <summary>
    /// The last item before another one (None: the end) that has this depth and a lower client id; None if one of less depth comes first.
    /// </summary>
    public int LastLower(int before, long depth, ulong client)
    {
        var node = before == BlockStore.None ? _root : LeafOf(before);
        var i = before == BlockStore.None ? node.Count - 1 : node.PlaceOf(before) - 1;
        while (true)
        {
            for (; i >= 0 && !MayHoldLower(node, i, depth, client); i--)
            {
                Steps++;
            }

            if (i < 0)
            {
                if (node.Parent is null)
                {
                    return BlockStore.None;
                }

                i = node.Place - 1;
                node = node.Parent;
            }
            else if (node.Children is null)
            {
                return node.Depths![i] == depth ? node.Rows![i] : BlockStore.None;
            }
            else
            {
                node = node.Children[i];
                i = node.Count - 1;
            }
        }
    }

    /// <summary>A block was linked behind another one, or at the head.</summary>
    public void InsertAfter(int left, int row)
    {
        var depth = DepthByOrigin(row);
        var leaf = left == BlockStore.None ? FirstLeaf() : LeafOf(left);
        var place = left == BlockStore.None ? 0 : leaf.PlaceOf(left) + 1;
        if (leaf.IsFull)
        {
            var right = Split(leaf);
            if (place > leaf.Count)
            {
                place -= leaf.Count;
                leaf = right;
            }
        }

        leaf.InsertRow(place, row, depth);
        _leaves.Set(row, leaf);
        var client = _store.ClientOf(row);
        for (var node = leaf; node is not null; node = node.Parent)
        {
            node.NoteLowest(depth, client);
        }

        AddUnits(row, _store.VisibleUnits(row));
        Siblings?.NoteInserted(_store, row);
    }

    /// <summary>A block was merged into its left neighbour.</summary>
    public void Remove(int row)
    {
        var leaf = LeafOf(row);
        AddUnits(row, -_store.VisibleUnits(row));
        leaf.RemoveRow(leaf.PlaceOf(row));
        _leaves.Clear(row);
        var node = leaf;
        while (node.Count == 0 && node.Parent is { } parent)
        {
            parent.RemoveChild(node.Place);
            node = parent;
        }

        for (; node is not null; node = node.Parent)
        {
            SumUp(node);
        }
    }

    /// <summary>The list is no more.</summary>
    public void LetGo()
    {
        var nodes = new Stack<ListIndexNode>([_root]);
        while (nodes.TryPop(out var node))
        {
            for (var i = 0; i < node.Count; i++)
            {
                if (node.Children is not null)
                {
                    nodes.Push(node.Children[i]);
                }
                else
                {
                    _leaves.Clear(node.Rows![i]);
                }
            }
        }
    }

    public void AddUnits(int row, long units)
    {
        for (var node = LeafOf(row); units != 0 && node is not null; node = node.Parent)
        {
            node.Units += units;
        }
    }

    private int OriginRow(int row)
    {
        ref var block = ref _store.Row(row);
        return block.OriginClient == BlockStore.None ? BlockStore.None : _store.Find(block.OriginClient, _store.OriginClockOf(row));
    }

    /// <summary>One more than that of the unit it was inserted behind.</summary>
    private long DepthByOrigin(int row)
    {
        var origin = OriginRow(row);
        return origin == BlockStore.None ? 0 : DepthOf(origin) + _store.OriginClockOf(row) - _store.ClockOf(origin) + 1;
    }

    /// <summary>An item or node is, or holds, one of less depth, or of this depth and with a lower client id.</summary>
    private bool MayHoldLower(ListIndexNode node, int place, long depth, ulong client)
    {
        if (node.Children is null)
        {
            return node.Depths![place] < depth || (node.Depths[place] == depth && _store.ClientOf(node.Rows![place]) < client);
        }

        var child = node.Children[place];
        return child.MinDepth < depth || (child.MinDepth == depth && child.MinClient < client);
    }

    private int FirstAtMostIn(ListIndexNode node, long depth)
    {
        while (node.Children is not null)
        {
            var i = 0;
            for (; node.Children[i].MinDepth > depth; i++)
            {
                Steps++;
            }

            node = node.Children[i];
        }

        for (var i = 0; ; i++)
        {
            Steps++;
            if (node.Depths![i] <= depth)
            {
                return node.Rows![i];
            }
        }
    }

    private ListIndexNode FirstLeaf()
    {
        var node = _root;
        while (node.Children is not null)
        {
            node = node.Children[0];
        }

        return node;
    }

    private ListIndexNode Split(ListIndexNode node)
    {
        var right = node.SplitOff();
        if (right.Rows is not null)
        {
            for (var i = 0; i < right.Count; i++)
            {
                _leaves.Set(right.Rows[i], right);
            }
        }

        SumUp(node);
        SumUp(right);
        if (node.Parent is null)
        {
            _root = ListIndexNode.Inner();
            _root.InsertChild(0, node);
        }
        else if (node.Parent.IsFull)
        {
            Split(node.Parent);
        }

        node.Parent!.InsertChild(node.Place + 1, right);
        for (var above = node.Parent; above is not null; above = above.Parent)
        {
            SumUp(above);
        }

        return right;
    }

    private void SumUp(ListIndexNode node)
    {
        node.Units = 0;
        (node.MinDepth, node.MinClient) = (long.MaxValue, ulong.MaxValue);
        for (var i = 0; i < node.Count; i++)
        {
            if (node.Children is not null)
            {
                node.Units += node.Children[i].Units;
                node.NoteLowest(node.Children[i].MinDepth, node.Children[i].MinClient);
            }
            else
            {
                node.Units += _store.VisibleUnits(node.Rows![i]);
                node.NoteLowest(node.Depths![i], _store.ClientOf(node.Rows[i]));
            }
        }
    }
}
