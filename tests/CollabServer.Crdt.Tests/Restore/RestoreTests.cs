using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Tests.Json;
using Xunit;

namespace CollabServer.Crdt.Tests.Restore;

public class RestoreTests
{
    [Fact]
    public void Only_the_named_roots_go_back()
    {
        var doc = new Doc();
        var first = doc.Text("first");
        var second = doc.Text("second");
        Edit(doc, t => first.Insert(t, 0, "one"), t => second.Insert(t, 0, "two"));
        var before = Replicas.State(doc);
        Edit(doc, t => first.RemoveRange(t, 0, 3), t => second.RemoveRange(t, 0, 3));

        using (var target = Replicas.Load(before))
        using (var t = doc.WriteTransaction())
        {
            t.RestoreTo(target, ["second"]);
        }

        Assert.Equal("""{"first":"","second":"two"}""", DocumentJsonTests.JsonOf(doc));
    }

    [Fact]
    public void What_stayed_visible_keeps_its_ids()
    {
        var doc = new Doc(new() { Id = 1 });
        var text = doc.Text("t");
        Edit(doc, t => text.Insert(t, 0, "keep drop keep"));
        var before = Replicas.State(doc);
        Edit(doc, t => text.RemoveRange(t, 5, 5));
        var update = Assert.Single(Replicas.Restore(doc, before));

        // One item of five units by client 1 from clock 14 on, nothing deleted.
        Assert.Equal("01" + "01" + "01" + "0e", Convert.ToHexStringLower(update)[..8]);
        Assert.EndsWith("05" + "64726f7020" + "00", Convert.ToHexStringLower(update), StringComparison.Ordinal);
    }

    [Fact]
    public void Edits_made_elsewhere_meanwhile_survive_at_their_place()
    {
        var doc = new Doc(new() { Id = 1 });
        var text = doc.Text("t");
        Edit(doc, t => text.Insert(t, 0, "one two three"));
        var before = Replicas.State(doc);
        Edit(doc, t => text.RemoveRange(t, 4, 4));

        var other = Replicas.Load(Replicas.State(doc));
        var otherText = other.Text("t");
        Edit(other, t => otherText.Insert(t, 9, "!"));
        var restore = Assert.Single(Replicas.Restore(doc, before));

        Replicas.Apply(other, restore);
        Replicas.Apply(doc, Replicas.State(other));
        Assert.Equal("""{"t":"one two three!"}""", DocumentJsonTests.JsonOf(doc));
        Assert.Equal("""{"t":"one two three!"}""", DocumentJsonTests.JsonOf(other));
    }

    [Fact]
    public void A_deleted_type_comes_back_with_everything_inside()
    {
        var doc = new Doc();
        var map = doc.Map("m");
        Edit(doc, t => map.Insert(t, "list", Input.Array([Input.Text("text"), Input.Bytes([1]), Input.Map(new Dictionary<string, Input> { ["k"] = Input.Null() })])));
        var before = Replicas.State(doc);
        var json = DocumentJsonTests.JsonOf(doc);
        Edit(doc, t => map.Insert(t, "list", Input.Double(1)), t => map.Insert(t, "new", Input.Double(2)));

        Assert.Single(Replicas.Restore(doc, before));
        Assert.Equal(json, DocumentJsonTests.JsonOf(doc));
        Assert.Empty(Replicas.Restore(doc, before));
    }

    [Fact]
    public void A_character_that_shares_a_half_with_its_replacement_comes_back_whole()
    {
        var doc = new Doc();
        var text = doc.Text("t");
        Edit(doc, t => text.Insert(t, 0, "a\U0001F469b"));
        var before = Replicas.State(doc);
        Edit(doc, t => text.RemoveRange(t, 1, 2), t => text.Insert(t, 1, "\U0001F499"));

        Assert.Single(Replicas.Restore(doc, before));
        Assert.Equal("a\U0001F469b", String(doc, text));
    }

    [Fact]
    public void Restoring_needs_a_write_transaction_and_another_document()
    {
        var doc = new Doc();
        using (var read = doc.ReadTransaction())
        {
            using var target = new Doc();
            Assert.Throws<YDotNetException>(() => read.RestoreTo(target));
        }

        using var write = doc.WriteTransaction();
        Assert.Throws<ArgumentException>(() => write.RestoreTo(doc));
    }

    private static string String(Doc doc, Text text)
    {
        using var t = doc.ReadTransaction();
        return text.String(t);
    }

    private static void Edit(Doc doc, params Action<Document.Transactions.Transaction>[] edits)
    {
        foreach (var edit in edits)
        {
            using var transaction = doc.WriteTransaction();
            edit(transaction);
        }
    }
}
