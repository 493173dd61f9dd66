using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Steps between the nodes of XML.</summary>
internal static class XmlTree
{
    /// <summary>What Yjs calls an element that was opened as a root and therefore never got a tag.</summary>
    private const string RootTag = "UNDEFINED";

    public static string TagOf(BlockStore store, int type)
    {
        ref var row = ref store.Types.Type(type);
        return row.Item == BlockStore.None ? RootTag : store.Names.Text(row.Name);
    }

    public static Output? Sibling(Branch node, Transaction transaction, bool forward)
    {
        var store = node.Read(transaction);
        for (var row = store.Types.Type(node.TypeIndex).Item; row != BlockStore.None;)
        {
            row = forward ? store.Row(row).Right : store.Row(row).Left;
            if (row != BlockStore.None && IsVisible(store, row))
            {
                var values = BlockValues.Of(node.Document, row);
                return forward ? values[0] : values[^1];
            }
        }

        return null;
    }

    public static Branch? Parent(Branch node, Transaction transaction)
    {
        var store = node.Read(transaction);
        var item = store.Types.Type(node.TypeIndex).Item;
        return item == BlockStore.None ? null : Branch.Of(node.Document, store.ParentOf(item));
    }

    /// <summary>All nodes below, depth first. Climbs by links, so depth costs nothing.</summary>
    public static IEnumerable<Output> Descendants(Branch root, Transaction transaction)
    {
        var store = root.Read(transaction);
        var row = store.FirstOf(root.TypeIndex);
        while (row != BlockStore.None)
        {
            var type = BlockStore.None;
            if (IsVisible(store, row))
            {
                foreach (var value in BlockValues.Of(root.Document, row))
                {
                    yield return value;
                }

                type = store.TypeHeldBy(row);
            }

            var below = type != BlockStore.None && store.Types.Type(type).Kind is TypeKind.XmlElement or TypeKind.XmlFragment
                ? store.FirstOf(type)
                : BlockStore.None;
            row = below != BlockStore.None ? below : Next(store, row, root.TypeIndex);
        }
    }

    private static int Next(BlockStore store, int row, int root)
    {
        while (store.Row(row).Right == BlockStore.None)
        {
            var parent = store.ParentOf(row);
            if (parent == root)
            {
                return BlockStore.None;
            }

            row = store.Types.Type(parent).Item;
        }

        return store.Row(row).Right;
    }

    private static bool IsVisible(BlockStore store, int row)
    {
        ref var block = ref store.Row(row);
        return !block.IsDeleted && block.IsCountable;
    }
}
