using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>The client ids an update mentions, each known by a small number.</summary>
internal sealed class UpdateClients
{
    /// <summary>Up to here a scan beats hashing.</summary>
    private const int ScanLimit = 8;

    private readonly IdIndex _indexes = new();
    private ulong[] _ids = new ulong[ScanLimit];
    private int _last;

    public int Count { get; private set; }

    public ulong this[int index] => _ids[index];

    public int Intern(ulong id)
    {
        if (_last < Count && _ids[_last] == id)
        {
            return _last;
        }

        return _last = FindOrAdd(id);
    }

    public void Clear()
    {
        if (Count > ScanLimit)
        {
            _indexes.Clear();
        }

        Count = 0;
        _last = 0;
    }

    private int FindOrAdd(ulong id)
    {
        if (Count <= ScanLimit)
        {
            for (var i = 0; i < Count; i++)
            {
                if (_ids[i] == id)
                {
                    return i;
                }
            }
        }
        else if (_indexes.Find(id) is var index && index != BlockStore.None)
        {
            return index;
        }

        if (Count == _ids.Length)
        {
            Array.Resize(ref _ids, Count * 2);
        }

        _ids[Count] = id;
        if (Count == ScanLimit)
        {
            for (var i = 0; i < ScanLimit; i++)
            {
                _indexes.Add(_ids[i], i);
            }
        }

        if (Count >= ScanLimit)
        {
            _indexes.Add(id, Count);
        }

        return Count++;
    }
}
