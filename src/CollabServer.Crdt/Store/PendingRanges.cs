namespace CollabServer.Crdt.Store;

/// <summary>
/// Clocks of one client that something waits for or about. Additions gather at the end until <see cref="Settle"/> sorts them in and joins what
/// touches, so that an update with many of them is sorted once.
/// </summary>
internal sealed class PendingRanges
{
    private readonly GrowingArray<WaitingRange> _ranges = new();

    /// <summary>The first ones are sorted, and do not touch one another.</summary>
    private int _settled;

    public int Count => _ranges.Count;

    public WaitingRange this[int index] => _ranges[index];

    public void Add(long clock, long end) => _ranges.Add(new WaitingRange(clock, end));

    /// <summary>All of these clocks are among the settled ones.</summary>
    public bool Covers(long clock, long end)
    {
        var low = 0;
        for (var high = _settled; low < high;)
        {
            var middle = (low + high) >>> 1;
            if (_ranges[middle].End <= clock)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < _settled && _ranges[low].Clock <= clock && end <= _ranges[low].End;
    }

    public bool HasBelow(long clock)
    {
        if (_settled > 0 && _ranges[0].Clock < clock)
        {
            return true;
        }

        for (var i = _settled; i < _ranges.Count; i++)
        {
            if (_ranges[i].Clock < clock)
            {
                return true;
            }
        }

        return false;
    }

    public void Settle()
    {
        if (_settled == _ranges.Count)
        {
            return;
        }

        _ranges.AsSpan()[_settled..].Sort(static (a, b) => a.Clock.CompareTo(b.Clock));
        if (_settled > 0 && _ranges[_settled].Clock < _ranges[_settled - 1].Clock)
        {
            MergeHalves();
        }

        var kept = 0;
        for (var i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[kept].End >= _ranges[i].Clock)
            {
                _ranges[kept] = _ranges[kept] with { End = Math.Max(_ranges[kept].End, _ranges[i].End) };
            }
            else
            {
                _ranges[++kept] = _ranges[i];
            }
        }

        _ranges.Truncate(kept + 1);
        _settled = _ranges.Count;
    }

    /// <summary>Two sorted parts become one.</summary>
    private void MergeHalves()
    {
        var first = _ranges.AsSpan()[.._settled].ToArray();
        var second = _ranges.AsSpan()[_settled..].ToArray();
        var (a, b) = (0, 0);
        for (var i = 0; i < _ranges.Count; i++)
        {
            _ranges[i] = b == second.Length || (a < first.Length && first[a].Clock <= second[b].Clock) ? first[a++] : second[b++];
        }
    }
}
