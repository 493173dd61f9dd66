namespace CollabServer.Crdt.Store;

/// <summary>The items one conflict search has passed, in order; the first ones are settled (this block goes behind them).</summary>
internal sealed class PassedItems
{
    /// <summary>Up to here a scan beats looking up.</summary>
    private const int ScanLimit = 16;

    private readonly List<int> _rows = [];

    /// <summary>For each row its position in the search, counted from <see cref="_base"/> on, so that what earlier searches left is below.</summary>
    private int[] _positions = [];
    private int _base = 1;
    private int _noted;
    private int _settled;

    public int Count => _rows.Count;

    public void Clear()
    {
        _rows.Clear();
        _settled = 0;
        _base += _noted;
        _noted = 0;
        if (_base > int.MaxValue / 2)
        {
            Array.Clear(_positions);
            _base = 1;
        }
    }

    /// <summary>Gives back what a long search needed.</summary>
    public void Trim()
    {
        const int Kept = 4096;
        if (_positions.Length > Kept)
        {
            _rows.Clear();
            _rows.Capacity = 0;
            _positions = [];
            _noted = 0;
            _base = 1;
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

        for (; _noted < _rows.Count; _noted++)
        {
            var passed = _rows[_noted];
            if (passed >= _positions.Length)
            {
                Array.Resize(ref _positions, Math.Max(passed + 1, _positions.Length * 2));
            }

            _positions[passed] = _base + _noted;
        }

        return row < _positions.Length && _positions[row] >= _base ? _positions[row] - _base : -1;
    }
}
