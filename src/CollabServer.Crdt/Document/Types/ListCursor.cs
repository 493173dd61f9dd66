using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// A place between two neighbours of a list, tombstones included, and the formatting in force there. Moving into a block splits it.
/// </summary>
internal sealed class ListCursor
{
    private static readonly OrderedDictionary<string, Output> NoAttributes = new(StringComparer.Ordinal);

    private readonly BlockStore _store;
    private readonly Branch _branch;
    private readonly int _list;
    private readonly bool _hasMarks;

    private ListCursor(Branch branch, BlockStore store)
    {
        var type = branch.TypeIndex;
        _store = store;
        _branch = branch;
        _list = store.Types.Type(type).List;
        _hasMarks = store.Types.Type(type).HasFormatting;
        Right = store.Types.List(_list).Head;
    }

    public int Left { get; private set; } = BlockStore.None;

    public int Right { get; private set; }

    /// <summary>Visible units before the place.</summary>
    public long Index { get; private set; }

    /// <summary>Attributes in the order their marks came into force.</summary>
    public OrderedDictionary<string, Output> Attributes { get; private set; } = new(StringComparer.Ordinal);

    public int List => _list;

    public BlockStore Store => _store;

    /// <summary>
    /// Right after <paramref name="index"/> visible units: marks and tombstones that follow are not passed yet. Starts from wherever is
    /// nearest: the head, the tail, or where the last edit ended.
    /// </summary>
    public static ListCursor At(Branch branch, BlockStore store, long index)
    {
        var cursor = new ListCursor(branch, store);
        if (index > 0)
        {
            cursor.StartNear(index);
            cursor.Advance(index - cursor.Index);
        }

        return cursor;
    }

    /// <summary>Remembers this place for the next edit.</summary>
    public void Remember()
    {
        if (Left == BlockStore.None)
        {
            _branch.Mark = default;
            return;
        }

        var left = new BlockId(_store.ClientOf(Left), _store.EndOf(Left) - 1);
        var attributes = _store.Types.Type(_branch.TypeIndex).HasFormatting ? Copy(Attributes) : null;
        _branch.Mark = new PositionMark(left, Index, _store.Types.List(_list).Edits, attributes);
    }

    /// <summary>Passes the block on the right. Only if there is one.</summary>
    public void Forward()
    {
        ref var block = ref _store.Row(Right);
        if (!block.IsDeleted)
        {
            if (block.Kind == ContentKind.Format)
            {
                ApplyMark(Right, Attributes);
            }
            else
            {
                Index += _store.LengthOf(Right);
            }
        }

        Left = Right;
        Right = _store.Row(Right).Right;
    }

    /// <summary>The value of a mark; the same object each time, because Yjs compares some values by identity.</summary>
    public Output MarkValue(int row) => _branch.MarkValues.Of(_store, row);

    /// <summary>Attributes as they are behind a mark.</summary>
    public void ApplyMark(int row, OrderedDictionary<string, Output> attributes) =>
        FormatMarks.Apply(FormatMarks.KeyOf(_store, row), MarkValue(row), attributes);

    /// <summary>Puts a new mark at the place and passes it.</summary>
    public void InsertMark(ulong client, string key, Output value)
    {
        Insert(client, NewContent.Format(FormatMarks.Encode(key, value)));
        _branch.MarkValues.Add(_store, Right, value);
        Forward();
    }

    /// <summary>Splits the block on the right so that a boundary lies <paramref name="units"/> after the place, if that is inside it.</summary>
    public void SplitRight(long units)
    {
        if (units < _store.LengthOf(Right))
        {
            _ = Splitting.Split(_store, Right, units);
        }
    }

    /// <summary>Puts a new block at the place and stays before it.</summary>
    public void Insert(ulong client, scoped NewContent content) =>
        Right = LocalInsertion.Insert(_store, client, _list, Left, Right, content);

    /// <summary>Moves behind blocks that were inserted at the place; <paramref name="last"/> is the last of them.</summary>
    public void PassTo(int last)
    {
        while (Left != last)
        {
            Right = Left == BlockStore.None ? _store.Types.List(_list).Head : _store.Row(Left).Right;
            Forward();
        }
    }

    public static OrderedDictionary<string, Output> Copy(OrderedDictionary<string, Output> attributes) =>
        attributes.Count == 0 ? NoAttributes : new OrderedDictionary<string, Output>(attributes, StringComparer.Ordinal);

    private void Advance(long units)
    {
        var passed = 0;
        for (; units > 0 && Right != BlockStore.None; passed++)
        {
            ref var block = ref _store.Row(Right);
            if (!block.IsDeleted && block.IsCountable)
            {
                SplitRight(units);
                units -= _store.LengthOf(Right);
            }

            Forward();
        }

        _store.Indexes.NoteWalk(_list, passed);
    }

    private void StartNear(long index)
    {
        var mark = _branch.Mark;
        var fromMark = mark.IsSet && mark.Edits == _store.Types.List(_list).Edits ? Math.Abs(mark.Index - index) : long.MaxValue;
        var length = _store.Types.Type(_branch.TypeIndex).Length;
        var fromEnd = _hasMarks ? long.MaxValue : length - index;
        if (fromEnd < fromMark && fromEnd < index)
        {
            Right = BlockStore.None;
            Left = _store.Types.List(_list).Tail;
            Index = length;
        }
        else if (fromMark < index)
        {
            StartAtMark(mark, index);
        }

        if (!_hasMarks && Math.Abs(Index - index) > ListIndexes.ShortWalk && _store.Indexes.Find(_list) is { } order)
        {
            Right = order.RowOfUnit(index - 1, out var before);
            Left = _store.Row(Right).Left;
            Index = before;
            return;
        }

        // The place is right after a visible unit, so at least one has to be passed. Going back loses track of attributes: only without marks.
        var passed = 0;
        for (; Left != BlockStore.None && Index >= index && !_hasMarks; passed++)
        {
            Right = Left;
            Left = _store.Row(Left).Left;
            Index -= _store.VisibleUnits(Right);
        }

        _store.Indexes.NoteWalk(_list, passed);
    }

    private void StartAtMark(in PositionMark mark, long index)
    {
        var row = _store.Find(mark.Left);
        var before = mark.Index - (_store.VisibleUnits(row) == 0 ? 0 : mark.Left.Clock + 1 - _store.ClockOf(row));
        if (_hasMarks && before >= index)
        {
            return;
        }

        Right = row;
        Left = _store.Row(row).Left;
        Index = before;
        if (mark.Attributes is { Count: > 0 })
        {
            Attributes = new OrderedDictionary<string, Output>(mark.Attributes, StringComparer.Ordinal);
        }
    }
}
