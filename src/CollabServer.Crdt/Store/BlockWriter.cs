using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Store;

/// <summary>Writes one block as a struct of an update.</summary>
internal static class BlockWriter
{
    /// <summary>
    /// Leaves out the first <paramref name="offset"/> units (the struct then names the unit before as its origin) and what follows the
    /// first <paramref name="length"/>.
    /// </summary>
    public static void WritePart<TWriter>(ref TWriter writer, BlockStore store, int row, long offset, long length)
        where TWriter : struct, IUpdateWriter
    {
        ref var block = ref store.Row(row);
        if (!block.IsItem)
        {
            WriteCollected(ref writer, length - offset);
            return;
        }

        if (offset > 0)
        {
            WriteHead(ref writer, store, row, ref block, block.Client, store.ClockOf(row) + offset - 1);
        }
        else
        {
            WriteHead(ref writer, store, row, ref block);
        }

        var content = default(ReadOnlySpan<byte>);
        if (ContentForms.HasBytes(block.Kind))
        {
            content = store.ContentOf(row);
            var whole = block.LengthLow;
            content = length < whole ? ContentSplit.Before(block.Kind, content, whole, length) : content;
            content = offset > 0 ? ContentSplit.After(block.Kind, content, length, offset) : content;
        }

        WriteContent(ref writer, store, ref block, content, new Slice(0, content.Length), length - offset);
    }

    /// <summary>Whole blocks of one client.</summary>
    public static void WriteAll<TWriter>(ref TWriter writer, BlockStore store, ReadOnlySpan<int> rows)
        where TWriter : struct, IUpdateWriter
    {
        const int TextBit = 2;
        const int TextOrDeleted = (1 << (int)ContentKind.String) | (1 << (int)ContentKind.Deleted);
        var blocks = store.Rows;
        var bytes = store.Arena.Bytes;
        var lastStart = store.Arena.HasLoneSurrogates ? -1 : bytes.Length - ByteWriter.CopiedAtOnce;
        var own = new FrequentVarUint(rows.IsEmpty ? 0 : store.Clients.IdOf(blocks[rows[0]].Client));
        var (list, ifKeyed) = (BlockStore.None, 0);
        var place = writer.Open();
        foreach (var row in rows)
        {
            ref readonly var block = ref blocks[row];

            // All ones for text, zero for what is deleted: no branch, because which of the two comes next cannot be guessed.
            var ifText = -(((int)block.Flags >> TextBit) & 1);
            var start = block.ContentStart & ifText;
            var size = block.ContentSize & ifText;
            if (((1 << (int)block.Kind) & TextOrDeleted) == 0
                || (block.Flags & (BlockFlags.Wide | BlockFlags.LongLength)) != 0
                || (block.OriginClient | block.RightOriginClient) < 0
                || start > lastStart
                || size > bytes.Length - start)
            {
                writer.Close(place);
                Write(ref writer, store, row);
                place = writer.Open();
                continue;
            }

            if (block.List != list)
            {
                list = block.List;
                ifKeyed = store.Types.List(list).Key != BlockStore.None ? StructInfo.HasKey : 0;
            }

            writer.WriteTextOrDeleted(
                ref place,
                in own,
                (byte)((int)block.Kind | StructInfo.HasAnyOrigin | ifKeyed),
                block.OriginClient == block.Client ? own.Value : store.Clients.IdOf(block.OriginClient),
                block.OriginClockLow,
                block.RightOriginClient == block.Client ? own.Value : store.Clients.IdOf(block.RightOriginClient),
                block.RightOriginClockLow,
                ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), start),
                size,
                block.LengthLow);
        }

        writer.Close(place);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write<TWriter>(ref TWriter writer, BlockStore store, int row)
        where TWriter : struct, IUpdateWriter
    {
        ref var block = ref store.Row(row);
        if (!block.IsItem)
        {
            WriteCollected(ref writer, store.LengthOf(row));
            return;
        }

        WriteHead(ref writer, store, row, ref block);
        WriteContent(ref writer, store, ref block, store.Arena.Bytes, new Slice(block.ContentStart, block.ContentSize), store.LengthOf(row));
    }

    private static void WriteCollected<TWriter>(ref TWriter writer, long length)
        where TWriter : struct, IUpdateWriter
    {
        writer.WriteInfo((byte)ContentKind.Collected);
        writer.WriteLength(length);
    }

    private static void WriteHead<TWriter>(ref TWriter writer, BlockStore store, int row, ref BlockRow block)
        where TWriter : struct, IUpdateWriter => WriteHead(ref writer, store, row, ref block, block.OriginClient, store.OriginClockOf(row));

    private static void WriteHead<TWriter>(ref TWriter writer, BlockStore store, int row, ref BlockRow block, int originClient, long originClock)
        where TWriter : struct, IUpdateWriter
    {
        var hasOrigin = originClient != BlockStore.None;
        var info = InfoOf(store, in block) | (hasOrigin ? StructInfo.HasOrigin : 0);
        writer.WriteItem(
            (byte)info,
            hasOrigin ? store.Clients.IdOf(originClient) : 0,
            originClock,
            block.RightOriginClient == BlockStore.None ? 0 : store.Clients.IdOf(block.RightOriginClient),
            store.RightOriginClockOf(row));
        if ((info & StructInfo.HasAnyOrigin) == 0)
        {
            WriteParent(ref writer, store, ref store.Types.List(block.List));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte InfoOf(BlockStore store, ref readonly BlockRow block) => (byte)((int)block.Kind
        | (block.OriginClient != BlockStore.None ? StructInfo.HasOrigin : 0)
        | (block.RightOriginClient != BlockStore.None ? StructInfo.HasRightOrigin : 0)
        | (store.Types.List(block.List).Key != BlockStore.None ? StructInfo.HasKey : 0));

    /// <param name="slice">Where a content that has bytes lies in the buffer.</param>
    private static void WriteContent<TWriter>(
        ref TWriter writer, BlockStore store, ref BlockRow block, ReadOnlySpan<byte> buffer, Slice slice, long length)
        where TWriter : struct, IUpdateWriter
    {
        switch (block.Kind)
        {
            case ContentKind.String:
                writer.WriteText(buffer, slice, length, store.Arena.HasLoneSurrogates);
                break;
            case ContentKind.Deleted:
                writer.WriteLength(length);
                break;
            case ContentKind.Type:
                ref var type = ref store.Types.Type(block.ContentStart);
                ContentWriter.Write(ref writer, ContentKind.Type, type.Kind, isJsonForm: false, NameOf(store, ref type), length);
                break;
            default:
                var isJsonForm = (block.Flags & BlockFlags.JsonForm) != 0;
                ContentWriter.Write(ref writer, block.Kind, TypeKind.Undefined, isJsonForm, slice.Of(buffer), length);
                break;
        }
    }

    private static ReadOnlySpan<byte> NameOf(BlockStore store, ref TypeRow type) =>
        type.Name == BlockStore.None ? default : store.Names.Bytes(type.Name);

    private static void WriteParent<TWriter>(ref TWriter writer, BlockStore store, ref ListRow list)
        where TWriter : struct, IUpdateWriter
    {
        ref var type = ref store.Types.Type(list.Type);
        if (type.Item == BlockStore.None)
        {
            writer.WriteParentRoot(store.Names.Bytes(type.Name));
        }
        else
        {
            writer.WriteParentItem(store.ClientOf(type.Item), store.ClockOf(type.Item));
        }

        if (list.Key != BlockStore.None)
        {
            writer.WriteKey(store.Names.Bytes(list.Key));
        }
    }
}
