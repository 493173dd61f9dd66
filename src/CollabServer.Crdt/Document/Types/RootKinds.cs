using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// What a root is that this document never opened as anything: roots have no type on the wire, so a server tells from the content.
/// Children that are all XML make a fragment; strings, marks or embeds a text; entries under keys alone a map; anything else an array.
/// </summary>
internal static class RootKinds
{
    public static TypeKind KindOf(BlockStore store, int type)
    {
        var kind = store.Types.Type(type).Kind;
        return kind == TypeKind.Undefined ? Infer(store, type) : kind;
    }

    public static TypeKind Infer(BlockStore store, int type)
    {
        if (store.FirstOf(type) == BlockStore.None)
        {
            return store.Types.Type(type).FirstKeyed == BlockStore.None ? TypeKind.Array : TypeKind.Map;
        }

        // Deleted items only speak when no visible one does.
        return Infer(store, type, deleted: false) ?? Infer(store, type, deleted: true) ?? TypeKind.Array;
    }

    private static TypeKind? Infer(BlockStore store, int type, bool deleted)
    {
        TypeKind? kind = null;
        for (var row = store.FirstOf(type); row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            if (block.IsDeleted != deleted || block.Kind == ContentKind.Deleted)
            {
                continue;
            }

            switch (block.Kind)
            {
                case ContentKind.String or ContentKind.Format or ContentKind.Embed:
                    return TypeKind.Text;
                case ContentKind.Type when IsXml(store.Types.Type(store.TypeHeldBy(row)).Kind):
                    kind ??= TypeKind.XmlFragment;
                    break;
                default:
                    kind = TypeKind.Array;
                    break;
            }
        }

        return kind;
    }

    private static bool IsXml(TypeKind kind) => kind is TypeKind.XmlElement or TypeKind.XmlText or TypeKind.XmlHook;
}
