using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// Positions in the unit a document counts text in, to and from the UTF-16 code units the engine counts in. The unit concerns strings alone;
/// embedded objects count one in each. A document in UTF-16 pays nothing; any other walks the text from its beginning.
/// </summary>
internal static class TextUnits
{
    public static uint Length(Branch text, Transaction transaction) =>
        Length(text.Read(transaction), text.TypeIndex, text.Document.Options.Encoding);

    public static uint Length(BlockStore store, int type, DocEncoding encoding)
    {
        if (encoding == DocEncoding.Utf16)
        {
            return checked((uint)store.Types.Type(type).Length);
        }

        var length = 0L;
        for (var row = store.FirstOf(type); row != BlockStore.None; row = store.Row(row).Right)
        {
            length += Visible(store, row, encoding);
        }

        return checked((uint)length);
    }

    /// <exception cref="ArgumentOutOfRangeException">The index is beyond the end, or inside a character.</exception>
    public static uint ToUtf16(Branch text, Transaction transaction, uint index)
    {
        var encoding = text.Document.Options.Encoding;
        if (encoding == DocEncoding.Utf16)
        {
            return index;
        }

        var store = text.Read(transaction);
        long left = index;
        var units = 0L;
        for (var row = store.FirstOf(text.TypeIndex); left > 0 && row != BlockStore.None; row = store.Row(row).Right)
        {
            var length = Visible(store, row, encoding);
            units += length <= left ? Visible(store, row, DocEncoding.Utf16) : UnitsBefore(store.ContentOf(row), left, encoding);
            left -= Math.Min(length, left);
        }

        return left == 0
            ? checked((uint)units)
            : throw new ArgumentOutOfRangeException(nameof(index), index, "The index is greater than the length of the text.");
    }

    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the end, or begins or ends inside a character.</exception>
    public static (uint Index, uint Length) ToUtf16(Branch text, Transaction transaction, uint index, uint length)
    {
        if (text.Document.Options.Encoding == DocEncoding.Utf16)
        {
            return (index, length);
        }

        var start = ToUtf16(text, transaction, index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, uint.MaxValue - index);
        return (start, ToUtf16(text, transaction, index + length) - start);
    }

    /// <summary>Units of one block, whether it is visible or not.</summary>
    public static long Of(BlockStore store, int row, DocEncoding encoding)
    {
        if (encoding == DocEncoding.Utf16 || store.Row(row).Kind != ContentKind.String)
        {
            return store.LengthOf(row);
        }

        var content = store.ContentOf(row);
        return encoding == DocEncoding.Utf8 ? content.Length : CodePoints(content);
    }

    /// <summary>Units among the first UTF-16 code units of a block. Half a character counts as the whole one.</summary>
    public static long Of(BlockStore store, int row, long utf16, DocEncoding encoding)
    {
        if (encoding == DocEncoding.Utf16 || store.Row(row).Kind != ContentKind.String)
        {
            return utf16;
        }

        var content = store.ContentOf(row);
        var end = Wtf8.ByteOf(content, (int)utf16);
        var before = content[..(end < 0 ? Wtf8.ByteOf(content, (int)utf16 + 1) : end)];
        return encoding == DocEncoding.Utf8 ? before.Length : CodePoints(before);
    }

    private static long Visible(BlockStore store, int row, DocEncoding encoding)
    {
        ref var block = ref store.Row(row);
        return block.IsDeleted || !block.IsCountable ? 0 : Of(store, row, encoding);
    }

    /// <summary>UTF-16 code units before a position inside a string.</summary>
    private static int UnitsBefore(ReadOnlySpan<byte> content, long position, DocEncoding encoding)
    {
        var end = encoding == DocEncoding.Utf8 ? (int)position : ByteOfCodePoint(content, position);
        if ((content[end] & 0xC0) == 0x80)
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, "The index lies inside a character.");
        }

        return Wtf8.Units(content[..end]);
    }

    private static int CodePoints(ReadOnlySpan<byte> content)
    {
        var count = 0;
        foreach (var b in content)
        {
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    private static int ByteOfCodePoint(ReadOnlySpan<byte> content, long codePoint)
    {
        var position = 0;
        for (; codePoint >= 0; position++)
        {
            codePoint -= (content[position] & 0xC0) != 0x80 ? 1 : 0;
        }

        return position - 1;
    }
}
