using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>Edits all over a long list find their place by its index; by walking they would find the same one.</summary>
public sealed class LongListTests
{
    private const int Edits = 1500;

    [Fact]
    public void A_text_with_an_index_is_edited_where_one_without_would_be() => Seeds.ForEach(3, seed =>
    {
        var random = new Random(seed);
        using var indexed = NewDoc(patience: 0);
        using var walked = NewDoc(patience: int.MaxValue);
        var (text, plain) = (indexed.Text("t"), walked.Text("t"));
        var expected = "";
        for (var i = 0; i < Edits; i++)
        {
            using var t = indexed.WriteTransaction();
            using var p = walked.WriteTransaction();
            var at = random.Next(expected.Length + 1);
            if (random.Next(4) == 0)
            {
                var length = Math.Min(random.Next(6), expected.Length - at);
                text.RemoveRange(t, (uint)at, (uint)length);
                plain.RemoveRange(p, (uint)at, (uint)length);
                expected = expected.Remove(at, length);
            }
            else
            {
                var word = new string((char)('a' + random.Next(26)), random.Next(1, 6));
                text.Insert(t, (uint)at, word);
                plain.Insert(p, (uint)at, word);
                expected = expected.Insert(at, word);
            }

            var place = (uint)random.Next(expected.Length + 1);
            Assert.Equal(place, text.StickyIndex(t, place, StickyAssociationType.After)!.Read(t));
            Assert.Equal(place, text.StickyIndex(t, place, StickyAssociationType.Before)!.Read(t));
        }

        Assert.NotEmpty(indexed.Store.Indexes.All);
        Assert.Empty(walked.Store.Indexes.All);
        Assert.Equal(Replicas.State(walked), Replicas.State(indexed));
        BlockStoreInvariants.Check(indexed.Store);
        using var read = indexed.ReadTransaction();
        Assert.Equal(expected, text.String(read));
    });

    [Fact]
    public void An_array_with_an_index_is_edited_where_one_without_would_be() => Seeds.ForEach(3, seed =>
    {
        var random = new Random(seed);
        using var indexed = NewDoc(patience: 0);
        using var walked = NewDoc(patience: int.MaxValue);
        var (array, plain) = (indexed.Array("a"), walked.Array("a"));
        var expected = new List<double>();
        for (var i = 0; i < Edits; i++)
        {
            using var t = indexed.WriteTransaction();
            using var p = walked.WriteTransaction();
            var at = random.Next(expected.Count + 1);
            if (random.Next(4) == 0 && at < expected.Count)
            {
                array.RemoveRange(t, (uint)at, 1);
                plain.RemoveRange(p, (uint)at, 1);
                expected.RemoveAt(at);
            }
            else
            {
                array.InsertRange(t, (uint)at, Input.Double(i), Input.Double(-i));
                plain.InsertRange(p, (uint)at, Input.Double(i), Input.Double(-i));
                expected.InsertRange(at, [i, -i]);
            }
        }

        Assert.NotEmpty(indexed.Store.Indexes.All);
        Assert.Equal(Replicas.State(walked), Replicas.State(indexed));
        using var read = indexed.ReadTransaction();
        Assert.Equal(expected, array.Iterate(read).Select(value => value.Double));
        Assert.Equal(expected, Enumerable.Range(0, expected.Count).Select(at => array.Get(read, (uint)at)!.Double));
        Assert.Null(array.Get(read, (uint)expected.Count));
    });

    private static Doc NewDoc(int patience)
    {
        var doc = new Doc(new DocOptions { Id = 1 });
        doc.Store.Indexes.Patience = patience;
        return doc;
    }
}
