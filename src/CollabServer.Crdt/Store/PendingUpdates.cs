using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>What was received but refers to something that is not here yet. Part of every encoded state, so that nothing is lost.</summary>
internal sealed class PendingUpdates
{
    /// <summary>Up to here every addition is merged at once, as Yjs does; above, only when somebody looks, so that a flood stays linear.</summary>
    private const int MergeAtOnceBytes = 32 * 1024;

    private readonly List<byte[]> _structs = [];
    private readonly Lock _merging = new();
    private readonly Dictionary<ulong, long> _missing = [];
    private readonly Dictionary<ulong, List<DeletedIdRange>> _deletes = [];

    /// <summary>Bytes of the waiting structs.</summary>
    public long StructBytes { get; private set; }

    /// <summary>No more structs than this wait.</summary>
    public long MaxStructs { get; private set; }

    public int DeleteRanges { get; private set; }

    public bool HasStructs => _structs.Count > 0;

    public bool HasDeletes => DeleteRanges > 0;

    public bool IsEmpty => !HasStructs && !HasDeletes;

    /// <summary>For each client the lowest clock that something waits for.</summary>
    public IReadOnlyDictionary<ulong, long> Missing => _missing;

    /// <summary>One update (V2, without deletions) with all waiting structs; null if none wait. Readers may call it at the same time.</summary>
    public byte[]? Structs()
    {
        // Readers may ask at the same time.
        lock (_merging)
        {
            MergeStructs();
            return _structs.Count == 0 ? null : _structs[0];
        }
    }

    public void AddStructs(byte[] update, int maxStructs, List<(ulong Client, long Clock)> missing)
    {
        _structs.Add(update);
        StructBytes += update.Length;
        MaxStructs += maxStructs;
        if (StructBytes <= MergeAtOnceBytes)
        {
            MergeStructs();
        }

        foreach (var (client, clock) in missing)
        {
            if (!_missing.TryGetValue(client, out var known) || clock < known)
            {
                _missing[client] = clock;
            }
        }
    }

    /// <summary>Something that structs wait for has arrived.</summary>
    public bool CanRetry(ClientTable clients)
    {
        foreach (var (client, clock) in _missing)
        {
            if (clock < clients.StateOf(client))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the waiting structs out for another try.</summary>
    public byte[] TakeStructs()
    {
        var structs = Structs()!;
        _structs.Clear();
        _missing.Clear();
        StructBytes = 0;
        MaxStructs = 0;
        return structs;
    }

    public void AddDelete(ulong client, long clock, long length)
    {
        if (!_deletes.TryGetValue(client, out var ranges))
        {
            _deletes.Add(client, ranges = []);
        }

        ranges.Add(new DeletedIdRange(client, clock, length));
        DeleteRanges++;
    }

    /// <summary>The waiting deletions of a client that now has blocks up to <paramref name="state"/>; they are taken out.</summary>
    public List<DeletedIdRange>? TakeDeletes(ulong client, long state)
    {
        if (!_deletes.TryGetValue(client, out var ranges) || !ranges.Exists(range => range.Clock < state))
        {
            return null;
        }

        _deletes.Remove(client);
        DeleteRanges -= ranges.Count;
        return ranges;
    }

    /// <summary>Joins what touches, so that a later try does not split where Yjs would not.</summary>
    public void NormalizeDeletes(ulong client)
    {
        if (_deletes.TryGetValue(client, out var ranges) && ranges.Count > 1)
        {
            DeleteRanges -= ranges.Count;
            DeleteSetWriter.Normalize(ranges);
            DeleteRanges += ranges.Count;
        }
    }

    public List<DeletedIdRange> Deletes()
    {
        var all = new List<DeletedIdRange>(DeleteRanges);
        foreach (var ranges in _deletes.Values)
        {
            all.AddRange(ranges);
        }

        DeleteSetWriter.Normalize(all);
        return all;
    }

    private void MergeStructs()
    {
        if (_structs.Count > 1)
        {
            var merged = UpdateMerge.Merge(_structs.ConvertAll(static s => (ReadOnlyMemory<byte>)s), UpdateEncoding.V2, UpdateLimits.Stored);
            _structs.Clear();
            _structs.Add(merged);
            StructBytes = merged.Length;
        }
    }
}
