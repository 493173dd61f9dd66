using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>What was received but refers to something that is not here yet. Part of every encoded state, so that nothing is lost.</summary>
internal sealed class PendingUpdates
{
    /// <summary>
    /// Additions are merged into one part up to this size, as Yjs does with all of them; then a new part begins. An arrival is tried on the parts
    /// that wait for it alone, so that a flood of waiting structs does not make every later update expensive.
    /// </summary>
    private const int PartBytes = 32 * 1024;

    private List<PendingPart> _parts = [];
    private Dictionary<ulong, PendingRanges>? _waiting;
    private Dictionary<ulong, PendingRanges>? _deletes;
    private HashSet<ulong>? _unsettledDeletes;
    private byte[]? _merged;

    /// <summary>Bytes of the waiting structs.</summary>
    public long StructBytes { get; private set; }

    public int DeleteRanges { get; private set; }

    /// <summary>Bytes of waiting structs that were ever tried again.</summary>
    public long RetriedBytes { get; private set; }

    public bool HasStructs => _parts.Count > 0;

    public bool HasDeletes => DeleteRanges > 0;

    public bool IsEmpty => !HasStructs && !HasDeletes;

    /// <summary>One update (V2, without deletions) with all waiting structs; null if none wait. Readers may call it at the same time.</summary>
    public byte[]? Structs()
    {
        if (_parts.Count < 2)
        {
            return _parts.Count == 0 ? null : _parts[0].Update;
        }

        // Each of several readers computes the same.
        var merged = Volatile.Read(ref _merged);
        if (merged is null)
        {
            merged = Merge(_parts);
            Volatile.Write(ref _merged, merged);
        }

        return merged;
    }

    /// <summary>Whether all structs from the given ones on wait already.</summary>
    public bool Holds(DecodedUpdate update, int[] restFrom)
    {
        for (var i = 0; i < update.Blocks.Count; i++)
        {
            var block = update.Blocks[i];
            PendingRanges? waiting = null;
            for (var s = restFrom[i]; s < block.End; s++)
            {
                ref var decoded = ref update[s];
                if (decoded.IsSkip)
                {
                    continue;
                }

                waiting ??= _waiting?.GetValueOrDefault(update.Clients[block.Client]);
                if (waiting is null || !waiting.Covers(decoded.Clock, decoded.End))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>
    /// Adds the structs that a walk left behind. If it is a repeat of what waits already, it is merged in while that is cheap: Yjs does, and how
    /// the result is cut and when it is tried again depend on it.
    /// </summary>
    public void AddStructs(DecodedUpdate update, ReadOnlySpan<byte> source, CausalOrder order, bool isRepeat, ClientTable clients)
    {
        var rest = DecodedUpdateWriter.WriteRest(update, source, order.RestFrom, UpdateEncoding.V2);
        _merged = null;
        var part = _parts.Count > 0 ? _parts[^1] : null;
        if (part is not null && part.Update.Length + rest.Length <= PartBytes)
        {
            StructBytes -= part.Update.Length;
            part.Update = Merge([part, new PendingPart(rest)]);
            StructBytes += part.Update.Length;
        }
        else if (part is null || !isRepeat)
        {
            _parts.Add(part = new PendingPart(rest));
            StructBytes += rest.Length;
        }

        part.NoteMissing(order.Missing, clients);
        NoteWaiting(update, order.RestFrom);
    }

    /// <summary>Marks what has become due by the growth of clients; false if nothing has.</summary>
    public bool NoteArrivals(ClientTable clients, List<int> grown)
    {
        var any = false;
        foreach (var part in _parts)
        {
            foreach (var client in grown)
            {
                any |= part.NoteArrival(clients.IdOf(client), clients[client].State);
            }
        }

        return any;
    }

    /// <summary>Takes the structs that are due out for another try; null if none are.</summary>
    public byte[]? TakeDue()
    {
        var due = _parts.FindAll(static part => part.IsDue);
        if (due.Count == 0)
        {
            return null;
        }

        _parts = _parts.FindAll(static part => !part.IsDue);
        _merged = null;
        foreach (var part in due)
        {
            StructBytes -= part.Update.Length;
        }

        if (_parts.Count == 0)
        {
            // What is integrated now is known by the state vector; what is left comes back.
            _waiting = null;
        }

        var update = due.Count == 1 ? due[0].Update : Merge(due);
        RetriedBytes += update.Length;
        return update;
    }

    /// <summary>False if all of it waits already.</summary>
    public bool AddDelete(ulong client, long clock, long end)
    {
        _deletes ??= new Dictionary<ulong, PendingRanges>(ClientIdComparer.Instance);
        if (!_deletes.TryGetValue(client, out var ranges))
        {
            _deletes.Add(client, ranges = new PendingRanges());
        }
        else if (ranges.Covers(clock, end))
        {
            return false;
        }

        ranges.Add(clock, end);
        DeleteRanges++;
        (_unsettledDeletes ??= new HashSet<ulong>(ClientIdComparer.Instance)).Add(client);
        return true;
    }

    /// <summary>The waiting deletions of a client that now has blocks up to <paramref name="state"/>; they are taken out.</summary>
    public PendingRanges? TakeDeletes(ulong client, long state)
    {
        if (_deletes is null || !_deletes.TryGetValue(client, out var ranges) || !ranges.HasBelow(state))
        {
            return null;
        }

        _deletes.Remove(client);
        DeleteRanges -= ranges.Count;
        return ranges;
    }

    /// <summary>Joins what touches, so that a later try does not split where Yjs would not.</summary>
    public void SettleDeletes()
    {
        if (_unsettledDeletes is null)
        {
            return;
        }

        foreach (var client in _unsettledDeletes)
        {
            if (_deletes!.TryGetValue(client, out var ranges))
            {
                DeleteRanges -= ranges.Count;
                ranges.Settle();
                DeleteRanges += ranges.Count;
            }
        }

        _unsettledDeletes = null;
    }

    public List<DeletedIdRange> Deletes()
    {
        var all = new List<DeletedIdRange>(DeleteRanges);
        foreach (var (client, ranges) in _deletes ?? [])
        {
            for (var i = 0; i < ranges.Count; i++)
            {
                all.Add(new DeletedIdRange(client, ranges[i].Clock, ranges[i].End - ranges[i].Clock));
            }
        }

        DeleteSetWriter.Normalize(all);
        return all;
    }

    private static byte[] Merge(List<PendingPart> parts) =>
        UpdateMerge.Merge(parts.ConvertAll(static part => (ReadOnlyMemory<byte>)part.Update), UpdateEncoding.V2, UpdateLimits.Stored);

    private void NoteWaiting(DecodedUpdate update, int[] restFrom)
    {
        _waiting ??= new Dictionary<ulong, PendingRanges>(ClientIdComparer.Instance);
        for (var i = 0; i < update.Blocks.Count; i++)
        {
            var block = update.Blocks[i];
            if (restFrom[i] >= block.End)
            {
                continue;
            }

            var client = update.Clients[block.Client];
            if (!_waiting.TryGetValue(client, out var waiting))
            {
                _waiting.Add(client, waiting = new PendingRanges());
            }

            for (var s = restFrom[i]; s < block.End; s++)
            {
                if (!update[s].IsSkip)
                {
                    waiting.Add(update[s].Clock, update[s].End);
                }
            }

            waiting.Settle();
        }
    }
}
