using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>What waits for something missing: kept once, tried again when it can succeed.</summary>
public sealed class PendingUpdatesTests
{
    private const ulong Author = 7;

    [Fact]
    public void An_update_that_waits_already_changes_nothing()
    {
        var updates = Typed(Author, "abc");
        using var doc = NewDoc();
        Assert.Equal(UpdateEffect.Pending, Apply(doc, updates[1]));
        var before = Replicas.State(doc);
        Assert.Equal(UpdateEffect.None, Apply(doc, updates[1]));
        Assert.Equal(before, Replicas.State(doc));
    }

    [Fact]
    public void Part_of_an_update_that_waits_already_changes_nothing()
    {
        var updates = Typed(Author, "abcd");
        using var doc = NewDoc();
        Assert.Equal(UpdateEffect.Pending, Apply(doc, UpdateBlob.Merge([updates[1], updates[2], updates[3]], UpdateEncoding.V1)));
        Assert.Equal(UpdateEffect.None, Apply(doc, updates[2]));
        Assert.Equal(UpdateEffect.None, Apply(doc, UpdateBlob.Merge([updates[1], updates[3]], UpdateEncoding.V1)));
    }

    [Fact]
    public void An_update_of_which_only_part_waits_already_waits_too()
    {
        var updates = Typed(Author, "abcd");
        using var doc = NewDoc();
        Assert.Equal(UpdateEffect.Pending, Apply(doc, updates[1]));
        Assert.Equal(UpdateEffect.Pending, Apply(doc, UpdateBlob.Merge([updates[1], updates[3]], UpdateEncoding.V1)));
        Assert.Equal(UpdateEffect.Pending, Apply(doc, updates[2]));
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, updates[0]));
        Assert.False(HasPending(doc));
    }

    [Fact]
    public void A_deletion_that_waits_already_changes_nothing()
    {
        // Clocks 3..7 and 9 of client 9.
        var deletion = Convert.FromHexString("0001" + "0902" + "0304" + "0901");
        using var doc = NewDoc();
        Assert.Equal(UpdateEffect.Pending, Apply(doc, deletion));
        var before = Replicas.State(doc);
        Assert.Equal(UpdateEffect.None, Apply(doc, deletion));
        Assert.Equal(UpdateEffect.None, Apply(doc, Convert.FromHexString("0001" + "0901" + "0402")));
        Assert.Equal(before, Replicas.State(doc));
        Assert.Equal(UpdateEffect.Pending, Apply(doc, Convert.FromHexString("0001" + "0901" + "0602")));
    }

    [Fact]
    public void What_waited_and_was_integrated_in_part_waits_on()
    {
        var updates = Typed(Author, "abcdef");
        using var doc = NewDoc();
        Assert.Equal(UpdateEffect.Pending, Apply(doc, UpdateBlob.Merge([updates[1], updates[2], updates[4]], UpdateEncoding.V1)));
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, updates[0]));
        Assert.True(HasPending(doc));
        Assert.Equal(UpdateEffect.None, Apply(doc, updates[4]));
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, updates[3]));
        Assert.False(HasPending(doc));
    }

    [Fact]
    public void An_arrival_is_tried_on_what_waits_for_it_alone()
    {
        // Twenty authors whose second edits, 30 kB each, wait for their first ones.
        const int Authors = 20;
        var authors = Enumerable.Range(1, Authors).Select(author => Typed((ulong)author, "a", new string('b', 30_000), "c")).ToList();
        using var doc = NewDoc();
        foreach (var updates in authors)
        {
            Assert.Equal(UpdateEffect.Pending, Apply(doc, updates[1]));
        }

        var waiting = doc.Store.Pending.StructBytes;
        foreach (var updates in authors)
        {
            Assert.Equal(UpdateEffect.Integrated, Apply(doc, updates[0]));
        }

        Assert.False(HasPending(doc));
        Assert.InRange(doc.Store.Pending.RetriedBytes, waiting, waiting * 2);
    }

    [Fact]
    public void What_waits_in_one_part_for_another_follows_it()
    {
        // Each author continues the text of the one before, and the first edit comes last.
        const int Authors = 10;
        var updates = new List<byte[]>();
        using var source = NewDoc();
        for (var author = 1UL; author <= Authors; author++)
        {
            using var writer = NewDoc(author);
            var text = writer.Text("t");
            using var write = writer.WriteTransaction();
            write.Apply(Replicas.State(source), UpdateEncoding.V1);
            var before = write.StateVectorV1();
            text.Insert(write, text.Length(write), new string((char)('a' + author), 20_000));
            updates.Add(write.StateDiffV1(before));
            Apply(source, updates[^1]);
        }

        using var doc = NewDoc();
        for (var i = Authors - 1; i > 0; i--)
        {
            Assert.Equal(UpdateEffect.Pending, Apply(doc, updates[i]));
        }

        Assert.Equal(UpdateEffect.Integrated, Apply(doc, updates[0]));
        Assert.Equal(Replicas.State(source), Replicas.State(doc));
    }

    /// <summary>The updates of an author who puts each piece before everything else, so that none continues another.</summary>
    private static List<byte[]> Typed(ulong author, params IEnumerable<string> pieces)
    {
        var updates = new List<byte[]>();
        using var doc = NewDoc(author);
        using var subscription = doc.ObserveUpdatesV1(updated => updates.Add(updated.Update));
        var text = doc.Text("t");
        foreach (var piece in pieces)
        {
            using var write = doc.WriteTransaction();
            text.Insert(write, 0, piece);
        }

        return updates;
    }

    private static List<byte[]> Typed(ulong author, string units) => Typed(author, units.Select(static unit => unit.ToString()));

    private static Doc NewDoc(ulong id = 1_000) => new(new DocOptions { Id = id });

    private static UpdateEffect Apply(Doc doc, byte[] update)
    {
        using var write = doc.WriteTransaction();
        return write.Apply(update, UpdateEncoding.V1);
    }

    private static bool HasPending(Doc doc)
    {
        using var read = doc.ReadTransaction();
        return read.HasPending;
    }
}
