using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Json;

/// <summary>The roots of a document, without opening them as anything.</summary>
public static class DocumentRoots
{
    /// <summary>Roots that have, or ever had, content, sorted by name.</summary>
    public static IReadOnlyList<DocumentRoot> List(Transaction transaction)
    {
        var store = StoreOf(transaction);
        var roots = new List<DocumentRoot>();
        foreach (var (name, type) in store.Types.Roots)
        {
            ref var row = ref store.Types.Type(type);
            if (row.Kind != TypeKind.Undefined || row.FirstKeyed != BlockStore.None || store.FirstOf(type) != BlockStore.None)
            {
                roots.Add(new DocumentRoot(store.Names.Text(name), KindOf(RootKinds.KindOf(store, type))));
            }
        }

        roots.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return roots;
    }

    internal static Branch? Find(Transaction transaction, string root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var type = StoreOf(transaction).Types.FindRoot(root);
        return type == BlockStore.None ? null : Branch.Of(transaction.Doc, type);
    }

    private static BlockStore StoreOf(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ObjectDisposedException.ThrowIf(transaction.IsDisposed, transaction);
        return transaction.Doc.Store;
    }

    private static RootKind KindOf(TypeKind kind) => kind switch
    {
        TypeKind.Map or TypeKind.XmlHook => RootKind.Map,
        TypeKind.Text => RootKind.Text,
        TypeKind.XmlFragment => RootKind.XmlFragment,
        TypeKind.XmlElement => RootKind.XmlElement,
        TypeKind.XmlText => RootKind.XmlText,
        _ => RootKind.Array,
    };
}
