using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>Walks the visible units of a list; what is passed without being an anchor goes to the gap.</summary>
internal sealed class NowSide
{
    private readonly BlockStore _store;
    private readonly int[] _ordinals;
    private readonly List<Stretch> _gap;
    private int _row;
    private long _offset;

    public NowSide(BlockStore store, int list, int[] ordinals, List<Stretch> gap)
    {
        _store = store;
        _ordinals = ordinals;
        _gap = gap;
        _row = SkipDeleted(store.Types.List(list).Head);
    }

    /// <summary>Only in histories that are none: the order of units never changes.</summary>
    public bool IsBehind(int row, long offset) =>
        _row == BlockStore.None || _ordinals[row] < _ordinals[_row] || (row == _row && offset < _offset);

    /// <summary>Passes everything up to a unit, and then the anchor that begins there.</summary>
    public void PassTo(int row, long offset, long anchorUnits)
    {
        while (_row != row)
        {
            PassBlock();
        }

        AddToGap(offset - _offset);
        _offset = offset + anchorUnits;
        if (_offset == _store.LengthOf(_row))
        {
            Next();
        }
    }

    public void PassRest()
    {
        while (_row != BlockStore.None)
        {
            PassBlock();
        }
    }

    private void PassBlock()
    {
        AddToGap(_store.LengthOf(_row) - _offset);
        Next();
    }

    private void AddToGap(long units)
    {
        if (units > 0)
        {
            _gap.Add(new Stretch(_row, _offset, units));
        }
    }

    private void Next()
    {
        _row = SkipDeleted(_store.Row(_row).Right);
        _offset = 0;
    }

    private int SkipDeleted(int row)
    {
        while (row != BlockStore.None && _store.Row(row).IsDeleted)
        {
            row = _store.Row(row).Right;
        }

        return row;
    }
}
