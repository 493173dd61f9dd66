using System.Text;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Marks: blocks of length one that set an attribute for the text behind them; the value null ends it.</summary>
internal static class FormatMarks
{
    public static string KeyOf(BlockStore store, int row) => Encoding.UTF8.GetString(KeyBytes(store.ContentOf(row), out _));

    public static Output ValueOf(BlockStore store, int row)
    {
        _ = KeyBytes(store.ContentOf(row), out var value);
        return (store.Row(row).Flags & BlockFlags.JsonForm) != 0
            ? JsonValueReader.Read(BlockValues.VarBytes(value, out _))
            : AnyReader.Read(value, out _);
    }

    /// <summary>Attributes as they are behind a mark that is not deleted.</summary>
    public static void Apply(BlockStore store, int row, OrderedDictionary<string, Output> attributes) =>
        Apply(KeyOf(store, row), ValueOf(store, row), attributes);

    public static void Apply(string key, Output value, OrderedDictionary<string, Output> attributes)
    {
        if (value.Null)
        {
            attributes.Remove(key);
        }
        else
        {
            attributes[key] = value;
        }
    }

    public static byte[] Encode(string key, Output value)
    {
        using var writer = new ByteWriter();
        writer.WriteVarBytes(Encoding.UTF8.GetBytes(key));
        AnyWriter.Write(value, writer);
        return writer.ToArray();
    }

    private static ReadOnlySpan<byte> KeyBytes(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> value)
    {
        var key = BlockValues.VarBytes(content, out var length);
        value = content[length..];
        return key;
    }
}
