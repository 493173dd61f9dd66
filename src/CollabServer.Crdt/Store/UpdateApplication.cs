using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>Applies updates to a store, inside a transaction. Either the whole update is taken (integrated or kept waiting), or it throws and nothing has changed.</summary>
internal sealed class UpdateApplication(BlockStore store) : IDisposable
{
    private readonly DecodedUpdate _decoded = new();
    private readonly CausalOrder _order = new();

    public UpdateEffect Apply(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits, bool mergeOnArrival)
    {
        try
        {
            return ApplyDecoded(update, encoding, limits, mergeOnArrival);
        }
        finally
        {
            _decoded.Clear();
            _order.Trim();
        }
    }

    public void Dispose() => _decoded.Dispose();

    private UpdateEffect ApplyDecoded(ReadOnlySpan<byte> update, UpdateEncoding encoding, UpdateLimits limits, bool mergeOnArrival)
    {
        UpdateDecoder.Decode(update, encoding, limits, _decoded);
        var effect = _decoded.IsNotCanonical ? UpdateEffect.NotCanonical : UpdateEffect.None;
        if (_decoded.HasRepeatedClient)
        {
            // Yjs keeps the last block and loses the others; here they are put together first.
            update = UpdateMerge.Normalize(update, encoding, limits);
            _decoded.Clear();
            UpdateDecoder.Decode(update, encoding, limits, _decoded);
        }

        RequireRoomForContent(update, limits);
        RequireRoomForPending(update, limits);
        effect |= IntegrateDecoded(update, isRetry: false, mergeOnArrival, out var isDue);
        while (isDue && store.Pending.TakeDue() is { } waiting)
        {
            _decoded.Clear();
            UpdateDecoder.Decode(waiting, UpdateEncoding.V2, UpdateLimits.Stored, _decoded);
            effect |= IntegrateDecoded(waiting, isRetry: true, mergeOnArrival, out isDue) & UpdateEffect.Integrated;
        }

        return effect;
    }

    /// <summary>Says whether something that waits for what came now is to be tried again.</summary>
    private UpdateEffect IntegrateDecoded(ReadOnlySpan<byte> update, bool isRetry, bool mergeOnArrival, out bool isDue)
    {
        var effect = UpdateEffect.None;
        isDue = false;
        if (_decoded.HasLoneSurrogates)
        {
            store.Arena.NoteLoneSurrogates();
        }

        if (_decoded.StructCount > 0)
        {
            var merge = Prepare(update.Length, mergeOnArrival);
            _order.Walk(store, _decoded, update, dryRun: false, merge);
            effect |= _order.HasProgress ? UpdateEffect.Integrated : UpdateEffect.None;
            isDue = store.Pending.HasStructs && _order.HasProgress && store.Pending.NoteArrivals(store.Clients, store.Changes.GrownClients);
            if (_order.HasRest)
            {
                var isRepeat = !isRetry && store.Pending.Holds(_decoded, _order.RestFrom);
                store.Pending.AddStructs(_decoded, update, _order, isRepeat, store.Clients);
                effect |= isRepeat ? UpdateEffect.None : UpdateEffect.Pending;
            }
        }

        return effect | ApplyDeletes();
    }

    private UpdateEffect ApplyDeletes()
    {
        var effect = UpdateEffect.None;
        foreach (var range in _decoded.Deletes)
        {
            effect |= ApplyDelete(_decoded.Clients[range.Client], range.Clock, range.End);
        }

        if (store.Pending.HasDeletes)
        {
            effect |= RetryDeletes();
        }

        return effect;
    }

    private UpdateEffect ApplyDelete(ulong clientId, long clock, long end)
    {
        var client = store.Clients.Find(clientId);
        var state = client == BlockStore.None ? 0 : store.Clients[client].State;
        var effect = UpdateEffect.None;
        if (end > state)
        {
            var from = Math.Max(clock, state);
            effect |= store.Pending.AddDelete(clientId, from, end) ? UpdateEffect.Pending : UpdateEffect.None;
        }

        if (clock < state && Deletion.DeleteRange(store, client, clock, end))
        {
            effect |= UpdateEffect.Integrated;
        }

        return effect;
    }

    /// <summary>Only clients that grew in this transaction can have made waiting deletions possible.</summary>
    private UpdateEffect RetryDeletes()
    {
        var effect = UpdateEffect.None;
        foreach (var client in store.Changes.GrownClients)
        {
            var (id, state) = (store.Clients[client].Id, store.Clients[client].State);
            if (store.Pending.TakeDeletes(id, state) is not { } ranges)
            {
                continue;
            }

            for (var i = 0; i < ranges.Count; i++)
            {
                effect |= ApplyDelete(id, ranges[i].Clock, ranges[i].End) & UpdateEffect.Integrated;
            }
        }

        store.Pending.SettleDeletes();
        return effect;
    }

    /// <summary>
    /// Makes room for what is about to come; typing has none to make. Returns whether structs shall be merged into their neighbours as they arrive. In a large
    /// update, such as a state, where few continue the struct before them it will not do: in the end something stands between the two, or its author
    /// would have merged them, so they would only be split again.
    /// </summary>
    private bool Prepare(int bytes, bool mergeOnArrival)
    {
        if (_decoded.StructCount == 1)
        {
            return mergeOnArrival;
        }

        long content = _decoded.Rebuilt.Length;
        var deleted = 0;
        var mergeable = 0;
        for (var i = 0; i < _decoded.StructCount; i++)
        {
            ref var decoded = ref _decoded[i];
            content += decoded.Content.Start >= 0 ? decoded.Content.Length : 0;
            deleted += decoded.Kind == ContentKind.Deleted ? 1 : 0;
            mergeable += i > 0 && decoded.Kind == _decoded[i - 1].Kind && decoded.Continues(ref _decoded[i - 1]) ? 1 : 0;
        }

        store.ReserveRows(_decoded.StructCount);
        store.Arena.Reserve((int)Math.Min(content, bytes + (long)_decoded.Rebuilt.Length));
        store.Changes.Deleted.Reserve(deleted);
        return mergeOnArrival && (_decoded.StructCount < ArrivedBlocks.Worthwhile || mergeable > _decoded.StructCount / 2);
    }

    /// <summary>Refuses what would make the document hold more than it may. Only an update that could do so is looked at closely.</summary>
    private void RequireRoomForContent(ReadOnlySpan<byte> update, UpdateLimits limits)
    {
        var room = (long)limits.MaxContentBytes - (store.Arena.Length - store.Arena.Garbage);
        if (update.Length + (long)_decoded.Rebuilt.Length <= room)
        {
            return;
        }

        for (var i = 0; i < _decoded.StructCount; i++)
        {
            ref var decoded = ref _decoded[i];
            var client = store.Clients.Find(_decoded.Clients[decoded.Client]);
            var isKnown = client != BlockStore.None && decoded.End <= store.Clients[client].State;
            room -= isKnown ? 0 : decoded.Content.Length;
            if (room < 0)
            {
                MalformedUpdateException.Throw(MalformedUpdateReason.LimitExceeded, "This document holds as much as it may.");
            }
        }
    }

    /// <summary>
    /// Refuses what would make more wait than the limits allow, before anything changes. Only an update that could do so is looked at closely.
    /// </summary>
    private void RequireRoomForPending(ReadOnlySpan<byte> update, UpdateLimits limits)
    {
        // V2 may hold more than its bytes show; what waits is stored in V2 again.
        if (store.Pending.StructBytes + update.Length <= limits.MaxPendingBytes
            && store.Pending.DeleteRanges + _decoded.Deletes.Count <= limits.MaxPendingDeleteRanges)
        {
            return;
        }

        _order.Walk(store, _decoded, update, dryRun: true, mergeOnArrival: false);
        var bytes = store.Pending.StructBytes;
        if (_order.HasRest)
        {
            bytes += DecodedUpdateWriter.WriteRest(_decoded, update, _order.RestFrom, UpdateEncoding.V2).Length;
        }

        var ranges = store.Pending.DeleteRanges;
        foreach (var range in _decoded.Deletes)
        {
            ranges += range.End > _order.StateOf(range.Client) ? 1 : 0;
        }

        if ((_order.HasRest && bytes > limits.MaxPendingBytes) || (ranges > store.Pending.DeleteRanges && ranges > limits.MaxPendingDeleteRanges))
        {
            MalformedUpdateException.Throw(
                MalformedUpdateReason.LimitExceeded,
                "Too much of this document waits for updates that have not arrived.");
        }
    }
}
