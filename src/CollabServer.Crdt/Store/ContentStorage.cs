namespace CollabServer.Crdt.Store;

/// <summary>Gives a new row its content.</summary>
internal static class ContentStorage
{
    public static void Store(BlockStore store, int row, ContentKind kind, TypeKind type, ReadOnlySpan<byte> bytes)
    {
        if (kind == ContentKind.Type)
        {
            var name = type is TypeKind.XmlElement or TypeKind.XmlHook ? store.Names.Intern(bytes) : BlockStore.None;
            store.Row(row).ContentStart = store.Types.AddType(type, row, name);
        }
        else if (kind != ContentKind.Deleted)
        {
            ref var block = ref store.Row(row);
            block.ContentStart = store.Arena.Append(bytes);
            block.ContentSize = bytes.Length;
        }
    }
}
