using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Insertion, removal and look-up by index in lists without marks: arrays and the children of XML.</summary>
internal static class ListEditing
{
    /// <summary>Inserts values and returns the last block made.</summary>
    public static int Insert(Branch branch, Transaction transaction, uint index, ReadOnlySpan<Input> inputs)
    {
        var store = branch.Write(transaction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, (ulong)store.Types.Type(branch.TypeIndex).Length, nameof(index));
        foreach (var input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        }

        var cursor = ListCursor.At(branch, store, index);
        var last = NewBlocks.InsertAll(branch.Document, transaction, cursor.List, cursor.Left, cursor.Right, inputs);
        cursor.PassTo(last);
        cursor.Remember();
        return last;
    }

    public static void Remove(Branch branch, Transaction transaction, uint index, uint length)
    {
        var store = branch.Write(transaction);
        var total = (ulong)store.Types.Type(branch.TypeIndex).Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, total);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, total - index);
        if (length == 0)
        {
            return;
        }

        var cursor = ListCursor.At(branch, store, index);
        for (long left = length; left > 0 && cursor.Right != BlockStore.None; cursor.Forward())
        {
            ref var block = ref store.Row(cursor.Right);
            if (!block.IsDeleted && block.IsCountable)
            {
                cursor.SplitRight(left);
                left -= store.LengthOf(cursor.Right);
                Deletion.Delete(store, cursor.Right);
            }
        }

        cursor.Remember();
    }

    /// <summary>The value at an index; null beyond the end.</summary>
    public static Output? Get(Branch branch, Transaction transaction, uint index)
    {
        var store = branch.Read(transaction);
        long left = index;
        for (var row = store.FirstOf(branch.TypeIndex); row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            if (block.IsDeleted || !block.IsCountable)
            {
                continue;
            }

            var length = store.LengthOf(row);
            if (left < length)
            {
                return BlockValues.At(branch.Document, row, left);
            }

            left -= length;
        }

        return null;
    }

    /// <summary>All values in order.</summary>
    public static IEnumerable<Output> Values(Branch branch, Transaction transaction)
    {
        var store = branch.Read(transaction);
        for (var row = store.FirstOf(branch.TypeIndex); row != BlockStore.None; row = store.Row(row).Right)
        {
            if (store.Row(row).IsDeleted || !store.Row(row).IsCountable)
            {
                continue;
            }

            foreach (var value in BlockValues.Of(branch.Document, row))
            {
                yield return value;
            }
        }
    }
}
