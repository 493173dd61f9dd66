namespace CollabServer.Crdt.Store;

/// <summary>Splits blocks, so that a boundary lies where somebody refers to.</summary>
internal static class Splitting
{
    /// <summary>Splits a block after <paramref name="units"/> units (more than 0, less than its length); returns the new right part.</summary>
    public static int Split(BlockStore store, int row, long units) => throw new NotSupportedException();
}
