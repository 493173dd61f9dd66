using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>Writes one block as a struct of an update.</summary>
internal static class BlockWriter
{
    /// <summary>
    /// Leaves out the first <paramref name="offset"/> units (the struct then names the unit before as its origin) and what follows the
    /// first <paramref name="length"/>.
    /// </summary>
    public static void Write<TWriter>(ref TWriter writer, BlockStore store, int row, long offset, long length)
        where TWriter : struct, IUpdateWriter
    {
        ref var block = ref store.Row(row);
        var kind = block.Kind;
        if (kind == ContentKind.Collected)
        {
            writer.WriteInfo((byte)ContentKind.Collected);
            writer.WriteLength(length - offset);
            return;
        }

        var hasOrigin = offset > 0 || block.OriginClient != BlockStore.None;
        var hasRightOrigin = block.RightOriginClient != BlockStore.None;
        ref var list = ref store.Types.List(block.List);
        writer.WriteInfo((byte)((byte)kind
            | (hasOrigin ? StructInfo.HasOrigin : 0)
            | (hasRightOrigin ? StructInfo.HasRightOrigin : 0)
            | (list.Key != BlockStore.None ? StructInfo.HasKey : 0)));
        if (offset > 0)
        {
            writer.WriteLeftId(store.Clients.IdOf(block.Client), store.ClockOf(row) + offset - 1);
        }
        else if (hasOrigin)
        {
            writer.WriteLeftId(store.Clients.IdOf(block.OriginClient), store.OriginClockOf(row));
        }

        if (hasRightOrigin)
        {
            writer.WriteRightId(store.Clients.IdOf(block.RightOriginClient), store.RightOriginClockOf(row));
        }

        if (!hasOrigin && !hasRightOrigin)
        {
            WriteParent(ref writer, store, ref list);
        }

        WriteContent(ref writer, store, row, offset, length);
    }

    private static void WriteContent<TWriter>(ref TWriter writer, BlockStore store, int row, long offset, long length)
        where TWriter : struct, IUpdateWriter
    {
        ref var block = ref store.Row(row);
        var kind = block.Kind;
        switch (kind)
        {
            case ContentKind.Deleted:
                writer.WriteLength(length - offset);
                return;
            case ContentKind.Type:
                ref var type = ref store.Types.Type(block.ContentStart);
                ContentWriter.Write(ref writer, kind, type.Kind, isJsonForm: false, NameOf(store, ref type), length);
                return;
        }

        var content = store.ContentOf(row);
        var whole = block.LengthLow;
        if (length < whole)
        {
            content = ContentSplit.Before(kind, content, whole, length);
        }

        if (offset > 0)
        {
            content = ContentSplit.After(kind, content, length, offset);
        }

        ContentWriter.Write(ref writer, kind, TypeKind.Undefined, (block.Flags & BlockFlags.JsonForm) != 0, content, length - offset);
    }

    private static ReadOnlySpan<byte> NameOf(BlockStore store, ref TypeRow type) =>
        type.Name == BlockStore.None ? default : store.Names.Bytes(type.Name);

    private static void WriteParent<TWriter>(ref TWriter writer, BlockStore store, ref ListRow list)
        where TWriter : struct, IUpdateWriter
    {
        ref var type = ref store.Types.Type(list.Type);
        var isRoot = type.Item == BlockStore.None;
        writer.WriteParentIsRoot(isRoot);
        if (isRoot)
        {
            writer.WriteString(store.Names.Bytes(type.Name), store.Names.Units(type.Name));
        }
        else
        {
            writer.WriteLeftId(store.ClientOf(type.Item), store.ClockOf(type.Item));
        }

        if (list.Key != BlockStore.None)
        {
            writer.WriteString(store.Names.Bytes(list.Key), store.Names.Units(list.Key));
        }
    }
}
