namespace CollabServer.Crdt.Store;

/// <summary>A node of a <see cref="ListIndex"/>: a leaf with rows and their depths, or an inner node with children. Sums up what is below it.</summary>
internal sealed class ListIndexNode
{
    public const int MaxRows = 64;
    public const int MaxChildren = 32;

    private ListIndexNode(bool isLeaf)
    {
        if (isLeaf)
        {
            Rows = new int[MaxRows];
            Depths = new long[MaxRows];
        }
        else
        {
            Children = new ListIndexNode[MaxChildren];
        }
    }

    public ListIndexNode? Parent { get; set; }

    /// <summary>The number of this node among its parent's children.</summary>
    public int Place { get; set; }

    /// <summary>Rows or children in use.</summary>
    public int Count { get; set; }

    public int[]? Rows { get; }

    public long[]? Depths { get; }

    public ListIndexNode[]? Children { get; }

    /// <summary>Countable units that are not deleted.</summary>
    public long Units { get; set; }

    /// <summary>The lowest depth.</summary>
    public long MinDepth { get; set; } = long.MaxValue;

    /// <summary>The lowest client id among the items of the lowest depth.</summary>
    public ulong MinClient { get; set; } = ulong.MaxValue;

    public bool IsFull => Count == (Rows is null ? MaxChildren : MaxRows);

    public static ListIndexNode Leaf() => new(isLeaf: true);

    public static ListIndexNode Inner() => new(isLeaf: false);

    public int PlaceOf(int row) => Rows.AsSpan(0, Count).IndexOf(row);

    public void InsertRow(int place, int row, long depth)
    {
        Array.Copy(Rows!, place, Rows!, place + 1, Count - place);
        Array.Copy(Depths!, place, Depths!, place + 1, Count - place);
        Rows![place] = row;
        Depths![place] = depth;
        Count++;
    }

    public void RemoveRow(int place)
    {
        Count--;
        Array.Copy(Rows!, place + 1, Rows!, place, Count - place);
        Array.Copy(Depths!, place + 1, Depths!, place, Count - place);
    }

    public void InsertChild(int place, ListIndexNode child)
    {
        Array.Copy(Children!, place, Children!, place + 1, Count - place);
        Children![place] = child;
        child.Parent = this;
        Count++;
        Renumber(place);
    }

    public void RemoveChild(int place)
    {
        Count--;
        Array.Copy(Children!, place + 1, Children!, place, Count - place);
        Children![Count] = null!;
        Renumber(place);
    }

    /// <summary>Moves the second half into a new node; sums are the caller's business.</summary>
    public ListIndexNode SplitOff()
    {
        var half = Count / 2;
        var right = new ListIndexNode(isLeaf: Rows is not null) { Count = Count - half };
        if (Rows is not null)
        {
            Array.Copy(Rows, half, right.Rows!, 0, right.Count);
            Array.Copy(Depths!, half, right.Depths!, 0, right.Count);
        }
        else
        {
            for (var i = 0; i < right.Count; i++)
            {
                right.Children![i] = Children![half + i];
                right.Children[i].Parent = right;
                right.Children[i].Place = i;
                Children[half + i] = null!;
            }
        }

        Count = half;
        return right;
    }

    public void NoteLowest(long depth, ulong client)
    {
        if (depth < MinDepth)
        {
            (MinDepth, MinClient) = (depth, client);
        }
        else if (depth == MinDepth && client < MinClient)
        {
            MinClient = client;
        }
    }

    private void Renumber(int from)
    {
        for (var i = from; i < Count; i++)
        {
            Children![i].Place = i;
        }
    }
}
