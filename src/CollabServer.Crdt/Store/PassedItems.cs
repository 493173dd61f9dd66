namespace CollabServer.Crdt.Store;

/// <summary>The items one conflict search has passed, in order; the first ones are settled (this block goes behind them).</summary>
internal sealed class PassedItems
{
    /// <summary>Up to here a scan beats hashing.</summary>
    private const int ScanLimit = 16;

    private readonly List<int> _rows = [];
    private readonly Dictionary<int, int> _positions = [];
    private int _hashed;
    private int _settled;

    public void Clear()
    {
        _rows.Clear();
        _settled = 0;
        if (_hashed > 0)
        {
            _positions.Clear();
            _hashed = 0;
        }
    }

    public void Add(int row) => _rows.Add(row);

    /// <summary>Nothing passed so far is in conflict any more.</summary>
    public void SettleAll() => _settled = _rows.Count;

    public bool Contains(int row, out bool isSettled)
    {
        var position = PositionOf(row);
        isSettled = position < _settled;
        return position >= 0;
    }

    private int PositionOf(int row)
    {
        if (_rows.Count <= ScanLimit)
        {
            return _rows.IndexOf(row);
        }

        for (; _hashed < _rows.Count; _hashed++)
        {
            _positions[_rows[_hashed]] = _hashed;
        }

        return _positions.TryGetValue(row, out var position) ? position : -1;
    }
}
