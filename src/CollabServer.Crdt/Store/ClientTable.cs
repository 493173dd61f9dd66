using System.Runtime.CompilerServices;

namespace CollabServer.Crdt.Store;

/// <summary>The clients that have blocks in the document, known inside by small numbers in order of appearance.</summary>
internal sealed class ClientTable
{
    private const int FirstSize = 2;

    private readonly IdIndex _indexes = new();
    private ClientRun[] _runs = new ClientRun[FirstSize];
    private int[]? _descending;
    private ulong _lastId;
    private int _lastIndex = BlockStore.None;

    public int Count { get; private set; }

    public ref ClientRun this[int client]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _runs[client];
    }

    public ulong IdOf(int client) => _runs[client].Id;

    public int Find(ulong id)
    {
        if (_lastIndex >= 0 && _lastId == id)
        {
            return _lastIndex;
        }

        return _indexes.Find(id);
    }

    public int Intern(ulong id)
    {
        var index = Find(id);
        if (index == BlockStore.None)
        {
            index = Add(id);
        }

        _lastId = id;
        _lastIndex = index;
        return index;
    }

    /// <summary>The next expected clock of a client; 0 for unknown ones.</summary>
    public long StateOf(ulong id)
    {
        var index = Find(id);
        return index == BlockStore.None ? 0 : _runs[index].State;
    }

    /// <summary>Indexes of all clients, highest id first: the order of every encoding.</summary>
    public ReadOnlySpan<int> Descending()
    {
        var sorted = Volatile.Read(ref _descending);
        if (sorted is null)
        {
            // Readers may do this at the same time; each computes the same.
            sorted = new int[Count];
            var ids = new ulong[Count];
            for (var i = 0; i < Count; i++)
            {
                sorted[i] = i;
                ids[i] = ulong.MaxValue - _runs[i].Id;
            }

            Array.Sort(ids, sorted);
            Volatile.Write(ref _descending, sorted);
        }

        return sorted;
    }

    private int Add(ulong id)
    {
        if (Count == _runs.Length)
        {
            var grown = new ClientRun[_runs.Length * 2];
            Array.Copy(_runs, grown, Count);
            _runs = grown;
        }

        _runs[Count] = new ClientRun { Id = id };
        _indexes.Add(id, Count);
        _descending = null;
        return Count++;
    }
}
