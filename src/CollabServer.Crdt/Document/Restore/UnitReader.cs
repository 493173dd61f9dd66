using System.Text;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Restore;

/// <summary>Single units of the blocks of one document. Remembers where the units of a block begin.</summary>
internal sealed class UnitReader(BlockStore store)
{
    private readonly Dictionary<int, string> _texts = [];
    private readonly Dictionary<int, int[]> _starts = [];

    public BlockStore Store => store;

    public ReadOnlySpan<char> Text(Stretch stretch) => TextOf(stretch.Row).AsSpan((int)stretch.Offset, (int)stretch.Length);

    /// <summary>The bytes of some units of a block that holds no text.</summary>
    public ReadOnlySpan<byte> Bytes(Stretch stretch)
    {
        var content = store.ContentOf(stretch.Row);
        if (stretch.Offset == 0 && stretch.Length == store.LengthOf(stretch.Row))
        {
            return content;
        }

        var starts = StartsOf(stretch.Row);
        return content[starts[stretch.Offset]..starts[stretch.Offset + stretch.Length]];
    }

    /// <summary>Content for a new block that copies a stretch; a type is copied empty.</summary>
    public NewContent Copy(Stretch stretch)
    {
        ref var block = ref store.Row(stretch.Row);
        switch (block.Kind)
        {
            case ContentKind.String:
                var text = Text(stretch);
                var utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
                Encoding.UTF8.GetBytes(text, utf8);
                return NewContent.Text(utf8, text.Length);
            case ContentKind.Type:
                ref var type = ref store.Types.Type(store.TypeHeldBy(stretch.Row));
                return NewContent.OfType(type.Kind, type.Name == BlockStore.None ? default : store.Names.Bytes(type.Name));
            default:
                return NewContent.Copy(block.Kind, Bytes(stretch), stretch.Length, block.Flags & BlockFlags.JsonForm);
        }
    }

    private string TextOf(int row)
    {
        if (!_texts.TryGetValue(row, out var text))
        {
            text = BlockValues.TextOf(store, row);
            _texts.Add(row, text);
        }

        return text;
    }

    private int[] StartsOf(int row)
    {
        if (_starts.TryGetValue(row, out var starts))
        {
            return starts;
        }

        var content = store.ContentOf(row);
        starts = new int[store.LengthOf(row) + 1];
        for (var i = 1; i < starts.Length; i++)
        {
            var rest = content[starts[i - 1]..];
            var length = store.Row(row).Kind == ContentKind.Any ? AnyLength(rest) : VarBytesLength(rest);
            starts[i] = starts[i - 1] + length;
        }

        _starts.Add(row, starts);
        return starts;
    }

    private static int AnyLength(ReadOnlySpan<byte> content)
    {
        var reader = new ByteReader(content);
        AnySkipper.Skip(ref reader, int.MaxValue);
        return reader.Position;
    }

    private static int VarBytesLength(ReadOnlySpan<byte> content)
    {
        _ = BlockValues.VarBytes(content, out var length);
        return length;
    }
}
