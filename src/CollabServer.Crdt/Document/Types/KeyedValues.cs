using System.Runtime.CompilerServices;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>The keyed half of every shared type: entries of a map, attributes of an element or text.</summary>
internal static class KeyedValues
{
    public static Output? Get(Branch branch, Transaction transaction, string key, [CallerArgumentExpression(nameof(key))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(key, parameter);
        var row = branch.Read(transaction).ValueOf(branch.TypeIndex, key);
        return row == BlockStore.None ? null : BlockValues.Last(branch.Document, row);
    }

    public static void Set(
        Branch branch,
        Transaction transaction,
        string key,
        Input value,
        [CallerArgumentExpression(nameof(key))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(key, parameter);
        ArgumentNullException.ThrowIfNull(value);
        _ = branch.Write(transaction);
        _ = NewBlocks.Set(branch.Document, transaction, branch.TypeIndex, key, value);
    }

    /// <summary>False if there was no such key.</summary>
    public static bool Remove(Branch branch, Transaction transaction, string key, [CallerArgumentExpression(nameof(key))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(key, parameter);
        var store = branch.Write(transaction);
        var row = store.ValueOf(branch.TypeIndex, key);
        if (row == BlockStore.None)
        {
            return false;
        }

        Deletion.Delete(store, row);
        return true;
    }

    public static void Clear(Branch branch, Transaction transaction)
    {
        var store = branch.Write(transaction);
        foreach (var (_, row) in Rows(store, branch.TypeIndex))
        {
            Deletion.Delete(store, row);
        }
    }

    public static IEnumerable<KeyValuePair<string, Output>> Values(Branch branch, Transaction transaction)
    {
        var store = branch.Read(transaction);
        foreach (var (key, row) in Rows(store, branch.TypeIndex))
        {
            yield return KeyValuePair.Create(store.Names.Text(key), BlockValues.Last(branch.Document, row));
        }
    }

    /// <summary>Keys that have a value, in the order they were first used, with the blocks that hold the values.</summary>
    public static IEnumerable<(int Key, int Row)> Rows(BlockStore store, int type)
    {
        for (var list = store.Types.Type(type).FirstKeyed; list != BlockStore.None; list = store.Types.List(list).NextKeyed)
        {
            var value = store.Types.List(list).Tail;
            if (value != BlockStore.None && !store.Row(value).IsDeleted)
            {
                yield return (store.Types.List(list).Key, value);
            }
        }
    }
}
