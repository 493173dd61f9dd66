using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types.XmlTexts;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>The public surface: what is refused, and how. Wrong use throws; it never ends the process.</summary>
public class SharedTypeTests
{
    private static readonly Input Bold = Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) });

    [Fact]
    public void Indexes_beyond_the_end_are_refused_and_change_nothing()
    {
        var doc = new Doc();
        var text = doc.Text("t");
        var array = doc.Array("a");
        var xml = doc.XmlFragment("x");
        using var t = doc.WriteTransaction();
        text.Insert(t, 0, "abc");
        array.InsertRange(t, 0, Input.Double(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => text.Insert(t, 4, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.InsertEmbed(t, 4, Input.Null()));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.RemoveRange(t, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.RemoveRange(t, 1, uint.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Format(t, 0, 4, Bold));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.InsertRange(t, 2, Input.Null()));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.RemoveRange(t, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => xml.InsertElement(t, 1, "p"));
        Assert.Null(array.Get(t, 1));
        Assert.Equal("abc", text.String(t));
        Assert.Equal(1u, array.Length(t));
    }

    [Fact]
    public void Writing_needs_a_write_transaction_of_the_same_document()
    {
        var doc = new Doc();
        var text = doc.Text("t");
        using (var read = doc.ReadTransaction())
        {
            Assert.Throws<YDotNetException>(() => text.Insert(read, 0, "x"));
        }

        using var other = new Doc();
        using (var foreign = other.WriteTransaction())
        {
            Assert.Throws<YDotNetException>(() => text.Insert(foreign, 0, "x"));
        }

        var ended = doc.WriteTransaction();
        ended.Dispose();
        Assert.Throws<ObjectDisposedException>(() => text.Insert(ended, 0, "x"));
    }

    [Fact]
    public void A_root_cannot_be_opened_as_two_things_or_during_a_transaction()
    {
        var doc = new Doc();
        var text = doc.Text("r");
        Assert.Same(text, doc.Text("r"));
        Assert.Throws<YDotNetException>(() => doc.Map("r"));
        using var t = doc.WriteTransaction();
        Assert.Throws<YDotNetException>(() => doc.Text("new"));
        Assert.Same(text, t.GetText("r"));
        Assert.Null(t.GetText("never named"));
        Assert.Throws<YDotNetException>(() => t.GetArray("r"));
    }

    [Fact]
    public void A_deleted_type_says_so()
    {
        var doc = new Doc();
        var map = doc.Map("m");
        using var t = doc.WriteTransaction();
        map.Insert(t, "inner", Input.Map(new Dictionary<string, Input> { ["k"] = Input.Text("v") }));
        var inner = map.Get(t, "inner")!.Map;
        var text = inner.Get(t, "k")!.Text;
        Assert.True(map.Remove(t, "inner"));
        Assert.False(map.Remove(t, "inner"));
        Assert.Throws<ObjectDisposedException>(() => inner.Length(t));
        Assert.Throws<ObjectDisposedException>(() => text.Insert(t, 0, "x"));
        t.Dispose();
        using var later = doc.WriteTransaction();
        later.Dispose();
        using var read = doc.ReadTransaction();
        Assert.Throws<ObjectDisposedException>(() => inner.Length(read));
        Assert.Throws<ObjectDisposedException>(() => text.String(read));
    }

    [Fact]
    public void Getters_that_do_not_fit_name_both_kinds()
    {
        var doc = new Doc();
        var map = doc.Map("m");
        using var t = doc.WriteTransaction();
        map.Insert(t, "k", Input.String("s"));
        var thrown = Assert.Throws<YDotNetException>(() => map.Get(t, "k")!.Double);
        Assert.Equal("Expected Double, got String.", thrown.Message);
    }

    [Fact]
    public void What_other_replicas_would_refuse_as_too_deep_is_refused_here()
    {
        using var doc = new Doc();
        using var peer = new Doc();
        var map = doc.Map("m");
        var deepest = Nested(256, inner => Input.Collection([inner]));
        using (var t = doc.WriteTransaction())
        {
            map.Insert(t, "value", deepest);
            map.Insert(t, "types", Nested(256, inner => Input.Array([inner])));
        }

        using (var read = doc.ReadTransaction())
        using (var write = peer.WriteTransaction())
        {
            Assert.Equal(UpdateEffect.Integrated, write.Apply(read.StateDiffV1(null), UpdateEncoding.V1));
        }

        Assert.Throws<ArgumentException>(() => Input.Collection([deepest]));
        Assert.Throws<ArgumentException>(() => Input.Object(new Dictionary<string, Input> { ["k"] = deepest }));
        Assert.Throws<ArgumentException>(() => Nested(257, inner => Input.Array([inner])));
        Assert.Throws<ArgumentException>(() => Nested(257, inner => Input.Map(new Dictionary<string, Input> { ["k"] = inner })));

        static Input Nested(int depth, Func<Input, Input> around) => Enumerable.Range(0, depth).Aggregate(Input.Null(), (inner, _) => around(inner));
    }

    [Fact]
    public void Nothing_is_no_value_inside_others()
    {
        Assert.Throws<ArgumentNullException>(() => Input.Collection([null!]));
        Assert.Throws<ArgumentNullException>(() => Input.Array([null!]));
        Assert.Throws<ArgumentNullException>(() => Input.Object(new Dictionary<string, Input> { ["k"] = null! }));
        Assert.Throws<ArgumentNullException>(() => Input.Map(new Dictionary<string, Input> { ["k"] = null! }));
    }

    /// <summary>Else the key that was set would be another one after the next load.</summary>
    [Fact]
    public void Names_of_half_characters_are_those_that_other_replicas_see()
    {
        using var doc = new Doc();
        var map = doc.Map("\uD800");
        Assert.Same(map, doc.Map("\uFFFD"));
        using var t = doc.WriteTransaction();
        map.Insert(t, "k\uDC00", Input.Double(1));
        Assert.Equal(1, map.Get(t, "k\uFFFD")!.Double);
        Assert.Equal("k\uFFFD", map.Iterate(t).Single().Key);
        map.Insert(t, "k\uFFFD", Input.Double(2));
        Assert.Equal(2, map.Get(t, "k\uDC00")!.Double);
        Assert.Equal(1u, map.Length(t));
        Assert.True(map.Remove(t, "k\uDC00"));
    }

    [Fact]
    public void Shared_types_cannot_hide_in_plain_values()
    {
        Assert.Throws<YDotNetException>(() => Input.Collection([Input.Text("x")]));
        Assert.Throws<YDotNetException>(() => Input.Object(new Dictionary<string, Input> { ["k"] = Input.Map(new Dictionary<string, Input>()) }));
        Assert.Throws<ArgumentException>(() => Format(Input.Double(1)));

        static void Format(Input attributes)
        {
            var doc = new Doc();
            var text = doc.Text("t");
            using var t = doc.WriteTransaction();
            text.Insert(t, 0, "x", attributes);
        }
    }

    [Fact]
    public void Lone_surrogates_are_stored_as_every_other_replica_sees_them()
    {
        var doc = new Doc();
        var text = doc.Text("t");
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "a\ud83db\0");
            Assert.Equal(4u, text.Length(t));
            Assert.Equal("a\ufffdb\0", text.String(t));
        }

        var other = Replicas.Load(Replicas.State(doc));
        var copy = other.Text("t");
        using var read = other.ReadTransaction();
        Assert.Equal("a\ufffdb\0", copy.String(read));
    }

    [Fact]
    public void Xml_nodes_know_their_neighbours_and_parents()
    {
        var doc = new Doc();
        var root = doc.XmlFragment("x");
        using var t = doc.WriteTransaction();
        var first = root.InsertElement(t, 0, "first");
        var gone = root.InsertElement(t, 1, "gone");
        var last = root.InsertText(t, 2);
        var child = first.InsertElement(t, 0, "child");
        root.RemoveRange(t, 1, 1);

        Assert.Throws<ObjectDisposedException>(() => gone.Tag(t));
        Assert.Equal("child", child.Tag(t));
        Assert.Same(first, child.Parent(t));
        Assert.Null(first.Parent(t));
        Assert.Same(last, first.NextSibling(t)!.XmlText);
        Assert.Same(first, last.PreviousSibling(t)!.XmlElement);
        Assert.Null(first.PreviousSibling(t));
        Assert.Same(first, root.FirstChild(t)!.XmlElement);
        Assert.Equal(["first", "child", ""], root.TreeWalker(t).Select(n => n.Tag == OutputTag.XmlElement ? n.XmlElement.Tag(t) : n.XmlText.String(t)));
    }

    [Fact]
    public void Attributes_of_xml_keep_any_value_and_read_as_text()
    {
        var doc = new Doc();
        var root = doc.XmlFragment("x");
        using var t = doc.WriteTransaction();
        XmlText text = root.InsertText(t, 0);
        text.InsertAttribute(t, "size", Input.Double(12.5));
        text.InsertAttribute(t, "name", "n");
        Assert.Equal("12.5", text.GetAttribute(t, "size"));
        Assert.Equal(12.5, text.GetAttributeValue(t, "size")!.Double);
        Assert.Equal([new("size", "12.5"), new("name", "n")], text.Iterate(t));
        text.RemoveAttribute(t, "size");
        Assert.Null(text.GetAttribute(t, "size"));
    }

    [Fact]
    public void A_subdocument_is_the_same_object_each_time_and_keeps_its_options_elsewhere()
    {
        var doc = new Doc();
        var map = doc.Map("m");
        var sub = new Doc(new() { Guid = "sub", AutoLoad = true, SkipGarbageCollection = true });
        using (var t = doc.WriteTransaction())
        {
            map.Insert(t, "k", Input.Doc(sub));
            Assert.Same(sub, map.Get(t, "k")!.Doc);
        }

        var other = Replicas.Load(Replicas.State(doc));
        var copy = other.Map("m");
        using var read = other.ReadTransaction();
        var seen = copy.Get(read, "k")!.Doc;
        Assert.Same(seen, copy.Get(read, "k")!.Doc);
        Assert.Equal("sub", seen.Guid);
        Assert.True(seen.AutoLoad);
        Assert.True(seen.Options.SkipGarbageCollection);
    }
}
