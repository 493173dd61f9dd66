using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>Integrates the structs of a decoded update that <see cref="CausalOrder"/> hands over one by one, dependencies first.</summary>
internal ref struct UpdateIntegrator
{
    private readonly BlockStore _store;
    private readonly DecodedUpdate _update;
    private readonly UpdateBytes _bytes;
    private readonly int[] _clients;
    private readonly int[] _blocks;
    private readonly ArrivedBlocks _arrived;
    private readonly bool _mergeOnArrival;

    /// <param name="clients">The store's number of each client of the update; None where the store does not know it (yet).</param>
    /// <param name="blocks">The block of each client of the update.</param>
    public UpdateIntegrator(
        BlockStore store,
        DecodedUpdate update,
        ReadOnlySpan<byte> source,
        int[] clients,
        int[] blocks,
        ArrivedBlocks arrived,
        bool mergeOnArrival)
    {
        _store = store;
        _update = update;
        _bytes = new UpdateBytes(source, update.Rebuilt.Written);
        _clients = clients;
        _blocks = blocks;
        _arrived = arrived;
        _mergeOnArrival = mergeOnArrival;
    }

    /// <summary>The first <paramref name="offset"/> clocks of the struct are known already.</summary>
    public readonly void Integrate(int structIndex, int updateClient, long offset)
    {
        ref var decoded = ref _update[structIndex];
        ref var client = ref _clients[updateClient];
        if (client == BlockStore.None)
        {
            client = _store.Clients.Intern(_update.Clients[updateClient]);
            _store.Clients[client].Reserve(_update.Blocks[_blocks[updateClient]].Count);
        }

        if (_arrived.IsActive && offset == 0 && TryIntegratePlain(ref decoded, client, structIndex))
        {
            return;
        }

        if (decoded.Kind == ContentKind.Collected)
        {
            Integration.AddCollected(_store, client, decoded.Clock + offset, decoded.Length - offset);
            return;
        }

        var left = LeftOf(ref decoded, client, offset);
        var right = decoded.HasRightOrigin
            ? RightOf(left, decoded.RightOriginClient, decoded.RightOriginClock)
            : BlockStore.None;
        if (right != BlockStore.None && left != BlockStore.None && _store.EndOf(left) < (offset > 0 ? decoded.Clock + offset : decoded.OriginClock + 1))
        {
            // The right origin lies in the same block, before the origin, which no honest client says; splitting it off took the end of the left block.
            left = LeftOf(ref decoded, client, offset);
        }

        var list = ListOf(ref decoded, offset > 0 ? ParentForm.OfNeighbours : decoded.Parent, left, right);
        if (list == BlockStore.None)
        {
            Integration.AddCollected(_store, client, decoded.Clock + offset, decoded.Length - offset);
            return;
        }

        var content = offset == 0 ? _bytes[decoded.Content] : ContentSplit.After(decoded.Kind, _bytes[decoded.Content], decoded.Length, offset);
        if (_mergeOnArrival && left != BlockStore.None && TryExtend(ref decoded, client, left, right, content, offset))
        {
            _arrived.Note(structIndex, left);
            return;
        }

        AddItem(ref decoded, structIndex, client, left, right, list, content, offset);
    }

    private readonly bool TryIntegratePlain(ref DecodedStruct decoded, int client, int structIndex)
    {
        if (!PlainIntegration.IsPlain(ref decoded))
        {
            return false;
        }

        var left = _arrived.Find(decoded.OriginClient, decoded.OriginClock);
        if (left == BlockStore.None
            || !PlainIntegration.IsPlace(_store, ref decoded, left, decoded.HasRightOrigin ? _clients[decoded.RightOriginClient] : BlockStore.None)
            || (_mergeOnArrival && _store.Row(left).Client == client && _store.EndOf(left) == decoded.Clock))
        {
            return false;
        }

        var content = _bytes.BufferOf(decoded.Content, out var slice);
        _arrived.Note(structIndex, PlainIntegration.Integrate(_store, ref decoded, client, left, content, slice));
        return true;
    }

    /// <summary>The block that ends at the origin, or at the last known clock of the struct.</summary>
    private readonly int LeftOf(ref DecodedStruct decoded, int client, long offset)
    {
        if (offset > 0)
        {
            return Splitting.CleanEnd(_store, client, decoded.Clock + offset - 1);
        }

        return decoded.HasOrigin ? EndingAt(decoded.OriginClient, decoded.OriginClock) : BlockStore.None;
    }

    private readonly int EndingAt(int updateClient, long clock)
    {
        var client = _clients[updateClient];
        var row = _arrived.Find(updateClient, clock);
        return row != BlockStore.None && _store.EndOf(row) == clock + 1 ? row : Splitting.CleanEnd(_store, client, clock);
    }

    /// <summary>The block that starts at the right origin. Mostly nothing came between the two, and it is the left one's neighbour.</summary>
    private readonly int RightOf(int left, int updateClient, long clock)
    {
        var client = _clients[updateClient];
        var neighbour = left == BlockStore.None ? BlockStore.None : _store.Row(left).Right;
        return neighbour != BlockStore.None && _store.Row(neighbour).Client == client && _store.ClockOf(neighbour) == clock
            ? neighbour
            : _arrived.Find(updateClient, clock) is var row && row != BlockStore.None && _store.ClockOf(row) == clock
                ? row
                : Splitting.CleanStart(_store, client, clock);
    }

    private readonly void AddItem(
        ref DecodedStruct decoded,
        int structIndex,
        int client,
        int left,
        int right,
        int list,
        ReadOnlySpan<byte> content,
        long offset)
    {
        var clock = decoded.Clock + offset;
        var flags = (BlockFlags)decoded.Kind | (decoded.IsJsonForm ? BlockFlags.JsonForm : BlockFlags.None);
        var row = _store.AddRow(client, clock, decoded.Length - offset, flags);
        ref var block = ref _store.Row(row);
        block.List = list;
        var originClock = 0L;
        if (offset > 0)
        {
            block.OriginClient = client;
            originClock = clock - 1;
        }
        else if (decoded.HasOrigin)
        {
            block.OriginClient = _clients[decoded.OriginClient];
            originClock = decoded.OriginClock;
        }

        var rightOriginClock = 0L;
        if (decoded.HasRightOrigin)
        {
            block.RightOriginClient = _clients[decoded.RightOriginClient];
            rightOriginClock = decoded.RightOriginClock;
        }

        _store.SetClocks(row, clock, originClock, rightOriginClock);
        ContentStorage.Store(_store, row, decoded.Kind, decoded.Type, content);
        Integration.Integrate(_store, row, left, right);
        _arrived.Note(structIndex, row);
    }

    /// <summary>The list the struct belongs to; None if its place has been collected or its parent never was a type.</summary>
    private readonly int ListOf(ref DecodedStruct decoded, ParentForm parent, int left, int right)
    {
        var neighbour = left != BlockStore.None ? left : right;
        if (neighbour != BlockStore.None && (!_store.Row(neighbour).IsItem || IsCollectedPlace(neighbour, right)))
        {
            return BlockStore.None;
        }

        int type;
        switch (parent)
        {
            case ParentForm.OfNeighbours:
                return _store.Row(neighbour).List;
            case ParentForm.Root:
                type = _store.Types.Root(_bytes[decoded.RootName]);
                break;
            default:
                type = _store.TypeHeldBy(_store.Find(_clients[decoded.OriginClient], decoded.OriginClock));
                if (type == BlockStore.None)
                {
                    return BlockStore.None;
                }

                break;
        }

        return decoded.HasKey ? _store.Types.Keyed(type, _store.Names.Intern(_bytes[decoded.Key])) : _store.Types.Type(type).List;
    }

    /// <summary>
    /// The right neighbour went with the type that both are in. If the left one is in a living type, a faulty client has named neighbours of two
    /// types, and the struct must stay when the other type goes.
    /// </summary>
    private readonly bool IsCollectedPlace(int neighbour, int right) =>
        right != BlockStore.None && !_store.Row(right).IsItem && _store.IsTypeDeleted(_store.ParentOf(neighbour));

    /// <summary>
    /// Typing: the struct continues its left neighbour, which grows instead of getting a new one. The end of the transaction would merge
    /// the two anyway.
    /// </summary>
    private readonly bool TryExtend(
        ref DecodedStruct decoded,
        int client,
        int left,
        int right,
        ReadOnlySpan<byte> content,
        long offset)
    {
        const BlockFlags Compared = BlockFlags.KindMask | BlockFlags.Deleted | BlockFlags.Redone;
        ref var block = ref _store.Row(left);
        var clock = decoded.Clock + offset;
        if (block.Client != client
            || block.Right != right
            || (block.Flags & Compared) != (BlockFlags)decoded.Kind
            || decoded.Kind is not (ContentKind.String or ContentKind.Any)
            || _store.EndOf(left) != clock
            || (offset == 0 && (decoded.OriginClock != clock - 1 || _clients[decoded.OriginClient] != client)))
        {
            return false;
        }

        var sameRightOrigin = decoded.HasRightOrigin
            ? block.RightOriginClient == _clients[decoded.RightOriginClient] && _store.RightOriginClockOf(left) == decoded.RightOriginClock
            : block.RightOriginClient == BlockStore.None;
        ref var list = ref _store.Types.List(block.List);
        var arena = _store.Arena;
        if (!sameRightOrigin
            || list.Key != BlockStore.None
            || (arena.HasLoneSurrogates && Wtf8.EndsWithHighSurrogate(arena.Slice(block.ContentStart, block.ContentSize))))
        {
            return false;
        }

        ref var run = ref _store.Clients[client];
        _store.Changes.NoteGrowth(client, ref run);
        if (!arena.TryExtend(block.ContentStart + block.ContentSize, content))
        {
            block.ContentStart = arena.Join(block.ContentStart, block.ContentSize, arena.Append(content), content.Length);
        }

        var added = decoded.Length - offset;
        block.ContentSize += content.Length;
        block.LengthLow += (uint)added;
        run.State += added;
        _store.Types.Type(list.Type).Length += added;
        _store.Indexes.Find(block.List)?.AddUnits(left, added);
        _store.Changes.NoteChange(_store, block.List);
        return true;
    }
}
