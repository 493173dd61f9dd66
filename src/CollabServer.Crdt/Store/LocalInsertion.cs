namespace CollabServer.Crdt.Store;

/// <summary>New blocks of this document's own client.</summary>
internal static class LocalInsertion
{
    /// <summary>
    /// Inserts a block into a list (children: <c>Types.Type(t).List</c>; key: <c>Types.Keyed(t, key)</c>) between two blocks that are neighbours
    /// in it, tombstones included. For a key: left is the list's tail, right is None. Returns the row; <see cref="BlockStore.TypeHeldBy"/> it
    /// is the new type.
    /// </summary>
    public static int Insert(BlockStore store, ulong client, int list, int left, int right, scoped NewContent content)
    {
        var index = store.Clients.Intern(client);
        var clock = store.Clients[index].State;
        var row = store.AddRow(index, clock, content.Length, (BlockFlags)content.Kind | content.Form);
        ref var block = ref store.Row(row);
        block.List = list;
        var originClock = 0L;
        var rightOriginClock = 0L;
        if (left != BlockStore.None)
        {
            block.OriginClient = store.Row(left).Client;
            originClock = store.EndOf(left) - 1;
        }

        if (right != BlockStore.None)
        {
            block.RightOriginClient = store.Row(right).Client;
            rightOriginClock = store.ClockOf(right);
        }

        store.SetClocks(row, clock, originClock, rightOriginClock);
        ContentStorage.Store(store, row, content.Kind, content.Type, content.Bytes);
        if (content.Kind == ContentKind.String && Lib0.Wtf8.HasLoneSurrogate(content.Bytes))
        {
            store.Arena.NoteLoneSurrogates();
        }

        Integration.Integrate(store, row, left, right);
        return row;
    }
}
