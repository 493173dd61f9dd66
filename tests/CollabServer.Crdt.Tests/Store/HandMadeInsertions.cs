using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>Updates of one insertion, into root "t" if no other is named, with whatever origins one likes, and what came of them.</summary>
internal static class HandMadeInsertions
{
    /// <summary>Looks at items and index nodes so far: work that does not depend on the machine.</summary>
    public static long StepsOf(Doc doc) => doc.Store.Indexes.WalkedItems + doc.Store.Indexes.All.Sum(static index => index.Value.Steps);

    public static Doc NewDoc() => new(new DocOptions { Id = 5, Limits = UpdateLimits.Stored });

    public static Doc NewWalkingDoc()
    {
        var doc = NewDoc();
        doc.Store.Indexes.Patience = int.MaxValue;
        return doc;
    }

    /// <summary>The first text of a client, at the beginning of root "t".</summary>
    public static byte[] Text(ulong client, string text) => Insertion(client, text, origin: null, right: null);

    public static byte[] Insertion(ulong client, string text, BlockId? origin, BlockId? right, int clock = 0, string root = "t")
    {
        var info = (byte)ContentKind.String | (origin is null ? 0 : StructInfo.HasOrigin) | (right is null ? 0 : StructInfo.HasRightOrigin);
        byte[] parent = origin is null && right is null ? [1, (byte)root.Length, .. root.Select(static letter => (byte)letter)] : [];
        return [1, 1, .. VarUint(client), .. VarUint((ulong)clock), (byte)info, .. Id(origin), .. Id(right), .. parent, .. VarUint((ulong)text.Length), .. text.Select(static unit => (byte)unit), 0];
    }

    private static byte[] Id(BlockId? id) => id is { } known ? [.. VarUint(known.Client), .. VarUint((ulong)known.Clock)] : [];

    public static byte[] VarUint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(0x80 | (value & 0x7F)));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    public static byte[] VarInt(int value) => value < 64 ? [(byte)value] : [(byte)(0x80 | (value & 63)), .. VarUint((ulong)value >> 6)];

    public static string Read(Doc doc)
    {
        var text = doc.Text("t");
        using var read = doc.ReadTransaction();
        return text.String(read);
    }

    public static void Apply(Doc doc, byte[] update)
    {
        using var write = doc.WriteTransaction();
        Assert.NotEqual(UpdateEffect.None, write.Apply(update, UpdateEncoding.V1) & UpdateEffect.Integrated);
    }
}
