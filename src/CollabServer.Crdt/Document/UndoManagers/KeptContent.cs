using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>Content that an undo may need again is kept from garbage collection, and so are the types around it.</summary>
internal static class KeptContent
{
    public static void Keep(BlockStore store, UndoScope scope, ClockRanges deletions) => Set(store, scope, deletions, BlockFlags.Keep);

    public static void LetGo(BlockStore store, UndoScope scope, IEnumerable<UndoStep> steps)
    {
        foreach (var step in steps)
        {
            Set(store, scope, step.Deletions, BlockFlags.None);
        }
    }

    /// <summary>Sets the flag of a block and of those around it, up to the first that has it already.</summary>
    public static void Set(BlockStore store, int row, BlockFlags keep)
    {
        while (row != BlockStore.None && (store.Row(row).Flags & BlockFlags.Keep) != keep)
        {
            ref var block = ref store.Row(row);
            block.Flags = (block.Flags & ~BlockFlags.Keep) | keep;
            row = store.Types.Type(store.ParentOf(row)).Item;
        }
    }

    private static void Set(BlockStore store, UndoScope scope, ClockRanges ranges, BlockFlags keep)
    {
        foreach (var row in ranges.Blocks(store))
        {
            if (scope.IncludesBlock(row))
            {
                Set(store, row, keep);
            }
        }
    }
}
