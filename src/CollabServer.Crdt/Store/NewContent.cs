namespace CollabServer.Crdt.Store;

/// <summary>Content for a block that is about to be made. Bytes as <see cref="ContentForms"/> describes them; they are copied.</summary>
internal readonly ref struct NewContent
{
    private NewContent(ContentKind kind, ReadOnlySpan<byte> bytes, long length, BlockFlags form = BlockFlags.None)
    {
        Kind = kind;
        Bytes = bytes;
        Length = length;
        Form = form;
    }

    public ContentKind Kind { get; }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Clocks the block takes.</summary>
    public long Length { get; }

    /// <summary><see cref="BlockFlags.JsonForm"/> or nothing.</summary>
    public BlockFlags Form { get; }

    public TypeKind Type { get; private init; }

    /// <summary>Text as UTF-8, see <see cref="Lib0.Wtf8"/>; <paramref name="units"/> is its UTF-16 length, at least 1.</summary>
    public static NewContent Text(ReadOnlySpan<byte> text, int units) => new(ContentKind.String, text, units);

    /// <summary>Plain values, one lib0 "any" after the other.</summary>
    public static NewContent Any(ReadOnlySpan<byte> values, int count) => new(ContentKind.Any, values, count);

    public static NewContent Binary(ReadOnlySpan<byte> bytes) => new(ContentKind.Binary, bytes, 1);

    /// <summary>One lib0 "any".</summary>
    public static NewContent Embed(ReadOnlySpan<byte> value) => new(ContentKind.Embed, value, 1);

    /// <summary>A mark: varstring key, then its value as lib0 "any" (null ends the mark).</summary>
    public static NewContent Format(ReadOnlySpan<byte> keyAndValue) => new(ContentKind.Format, keyAndValue, 1);

    /// <summary>An empty shared type; <paramref name="name"/> for XML elements and hooks.</summary>
    public static NewContent OfType(TypeKind type, ReadOnlySpan<byte> name = default) => new(ContentKind.Type, name, 1) { Type = type };

    /// <summary>A subdocument: varstring guid, then its options as lib0 "any" object.</summary>
    public static NewContent Doc(ReadOnlySpan<byte> guidAndOptions) => new(ContentKind.Doc, guidAndOptions, 1);

    /// <summary>Content copied from elsewhere as it is, for undo.</summary>
    public static NewContent Copy(ContentKind kind, ReadOnlySpan<byte> bytes, long length, BlockFlags form) => new(kind, bytes, length, form);
}
