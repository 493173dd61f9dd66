namespace CollabServer.Crdt.Store;

/// <summary>New blocks of this document's own client.</summary>
internal static class LocalInsertion
{
    /// <summary>
    /// Inserts a block into a list (children: <c>Types.Type(t).List</c>; key: <c>Types.Keyed(t, key)</c>) between two blocks that are neighbours
    /// in it, tombstones included. For a key: left is the list's tail, right is None. Returns the row; <see cref="BlockStore.TypeHeldBy"/> it
    /// is the new type.
    /// </summary>
    public static int Insert(BlockStore store, ulong client, int list, int left, int right, scoped NewContent content) => throw new NotSupportedException();
}
