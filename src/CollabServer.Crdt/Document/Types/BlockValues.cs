using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>What the units of a block look like from outside.</summary>
internal static class BlockValues
{
    /// <summary>One value per unit; texts outside text types give one string per unit, as in JavaScript.</summary>
    public static IReadOnlyList<Output> Of(Doc document, int row)
    {
        var store = document.Store;
        return store.Row(row).Kind switch
        {
            ContentKind.Any => AnyValues(store, row),
            ContentKind.Json => JsonValues(store, row),
            ContentKind.String => [.. TextOf(store, row).Select(c => new Output(c.ToString()))],
            ContentKind.Binary => [new Output(store.ContentOf(row).ToArray())],
            ContentKind.Embed => [EmbedOf(store, row)],
            ContentKind.Type => [new Output(Branch.Of(document, store.TypeHeldBy(row)))],
            ContentKind.Doc => [new Output(document.Subdocument(row))],
            var kind => throw new InvalidOperationException($"A {kind} block has no value."),
        };
    }

    /// <summary>One of the values, without making the others.</summary>
    public static Output At(Doc document, int row, long unit)
    {
        var store = document.Store;
        if (store.Row(row).Kind != ContentKind.Any)
        {
            return Of(document, row)[(int)unit];
        }

        var content = store.ContentOf(row);
        return AnyReader.Read(content[ContentSplit.BytesOfValues(content, ContentKind.Any, unit)..], out _);
    }

    /// <summary>The value of a key: the last unit of its last block. A mark under a key, which only a hostile client writes, is undefined, as in Yjs.</summary>
    public static Output Last(Doc document, int row) =>
        document.Store.Row(row).Kind == ContentKind.Format ? Output.UndefinedValue : Of(document, row)[^1];

    public static string TextOf(BlockStore store, int row) => Wtf8.ToText(store.ContentOf(row));

    public static Output EmbedOf(BlockStore store, int row) =>
        (store.Row(row).Flags & BlockFlags.JsonForm) != 0
            ? JsonValueReader.Read(store.ContentOf(row))
            : AnyReader.Read(store.ContentOf(row), out _);

    /// <summary>A varuint length and that many bytes, from content that was checked when it came in.</summary>
    public static ReadOnlySpan<byte> VarBytes(ReadOnlySpan<byte> content, out int length)
    {
        var reader = new ByteReader(content);
        var bytes = reader.ReadVarBytes().Of(content);
        length = reader.Position;
        return bytes;
    }

    private static List<Output> AnyValues(BlockStore store, int row)
    {
        var content = store.ContentOf(row);
        var values = new List<Output>((int)store.LengthOf(row));
        while (!content.IsEmpty)
        {
            values.Add(AnyReader.Read(content, out var length));
            content = content[length..];
        }

        return values;
    }

    private static List<Output> JsonValues(BlockStore store, int row)
    {
        var content = store.ContentOf(row);
        var values = new List<Output>((int)store.LengthOf(row));
        while (!content.IsEmpty)
        {
            var json = VarBytes(content, out var length);
            values.Add(json.SequenceEqual("undefined"u8) ? Output.UndefinedValue : JsonValueReader.Read(json));
            content = content[length..];
        }

        return values;
    }
}
