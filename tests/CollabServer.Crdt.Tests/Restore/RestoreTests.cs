using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Restore;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Extensions;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Json;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Restore;

public class RestoreTests
{
    private static readonly Input Bold = Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) });

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

    /// <summary>Clients may open a root as different types: its children and its keys are two contents then, and both go back, in every form of restore.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_root_that_clients_opened_as_two_types_comes_back_as_both(bool ofSnapshot)
    {
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        using var asMap = FuzzSession.NewDoc();
        var text = doc.Text("r");
        var map = asMap.Map("r");
        Edit(doc, t => text.Insert(t, 0, "bold text", Bold), t => text.InsertEmbed(t, 4, Input.Object(new Dictionary<string, Input> { ["src"] = Input.String("x") })));
        Edit(asMap, t => map.Insert(t, "k", Input.Array([Input.Double(1), Input.Doc(new Doc(new DocOptions { Guid = "inner" }))])), t => map.Insert(t, "l", Input.Null()));
        Replicas.Apply(doc, Replicas.State(asMap));
        var (before, shown) = (Replicas.State(doc), Both(doc));
        byte[] snapshot;
        using (var read = doc.ReadTransaction())
        {
            snapshot = read.Snapshot();
        }

        Replicas.Apply(asMap, before);
        Edit(asMap, t => map.Get(t, "k")!.Array.RemoveRange(t, 0, 2), t => map.Remove(t, "l"), t => map.Insert(t, "m", Input.Double(2)));
        Replicas.Apply(doc, Replicas.State(asMap));
        Edit(doc, t => text.RemoveRange(t, 2, 6), t => text.Insert(t, 0, "new"));
        var changed = Both(doc);
        Assert.NotEqual(shown, changed);

        using var target = Replicas.Load(before);
        RestoreUpdate restore;
        using (var read = doc.ReadTransaction())
        {
            restore = ofSnapshot ? read.EncodeRestore(snapshot, UpdateEncoding.V1)! : read.EncodeRestore(target, UpdateEncoding.V1);
        }

        Replicas.Apply(doc, restore.Update);
        Assert.Equal(shown, Both(doc));
        using (var read = doc.ReadTransaction())
        using (var then = target.ReadTransaction())
        {
            Assert.True(read.ShowsSameAs(then));
        }

        Replicas.Apply(doc, restore.Inverse);
        Assert.Equal(changed, Both(doc));

        static string Both(Doc doc)
        {
            using var asText = Replicas.Load(Replicas.State(doc));
            using var asMap = Replicas.Load(Replicas.State(doc));
            var (text, _) = (asText.Text("r"), asMap.Map("r"));
            using var read = asText.ReadTransaction();
            var chunks = text.Chunks(read).Select(chunk => $"{chunk.Data.ToJson(read)}{string.Join(',', chunk.Attributes.Keys)}");
            return string.Join(' ', chunks) + DocumentJsonTests.JsonOf(asMap);
        }
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
