using System.Buffers;
using System.Text;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Json;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Json;

public class DocumentJsonTests
{
    [Fact]
    public void Kinds_of_roots_nobody_opened_are_told_from_their_content()
    {
        var author = new Doc();
        var text = author.Text("text");
        var formatted = author.Text("with attributes");
        var map = author.Map("map");
        var array = author.Array("array");
        var xml = author.XmlFragment("xml");
        var mixed = author.Array("mixed");
        var emptied = author.Text("emptied");
        using (var t = author.WriteTransaction())
        {
            text.Insert(t, 0, "hello");
            formatted.InsertEmbed(t, 0, Input.String("picture"));
            map.Insert(t, "k", Input.Double(1));
            array.InsertRange(t, 0, Input.Double(1));
            xml.InsertElement(t, 0, "p");
            mixed.InsertRange(t, 0, Input.XmlElement("p"), Input.Boolean(true));
            emptied.Insert(t, 0, "gone");
        }

        using (var t = author.WriteTransaction())
        {
            emptied.RemoveRange(t, 0, 4);
        }

        var server = Replicas.Load(Replicas.State(author), skipGarbageCollection: true);
        using var read = server.ReadTransaction();
        Assert.Equal(
            [
                new DocumentRoot("array", RootKind.Array),
                new DocumentRoot("emptied", RootKind.Array),
                new DocumentRoot("map", RootKind.Map),
                new DocumentRoot("mixed", RootKind.Array),
                new DocumentRoot("text", RootKind.Text),
                new DocumentRoot("with attributes", RootKind.Text),
                new DocumentRoot("xml", RootKind.XmlFragment),
            ],
            DocumentRoots.List(read));
    }

    [Fact]
    public void Deleted_content_tells_the_kind_of_a_root_where_it_was_kept()
    {
        using var author = FuzzSession.NewDoc(skipGarbageCollection: true);
        var text = author.Text("text");
        var xml = author.XmlFragment("xml");
        using (var t = author.WriteTransaction())
        {
            text.Insert(t, 0, "gone");
            xml.InsertElement(t, 0, "p");
            text.RemoveRange(t, 0, 4);
            xml.RemoveRange(t, 0, 1);
        }

        using var server = Replicas.Load(Replicas.State(author), skipGarbageCollection: true);
        using var read = server.ReadTransaction();
        Assert.Equal([new DocumentRoot("text", RootKind.Text), new DocumentRoot("xml", RootKind.XmlFragment)], DocumentRoots.List(read));
    }

    [Fact]
    public void A_mark_under_a_key_is_undefined_as_in_Yjs()
    {
        // Client 1, root "m", key "k": a format mark b=true, then key "l": the number 1.
        var update = Convert.FromHexString("01020100" + "2601016d016b01620474727565" + "2801016d016c017d01" + "00");
        var server = new Doc();
        using (var t = server.WriteTransaction())
        {
            t.Apply(update, UpdateEncoding.V1);
        }

        var output = new ArrayBufferWriter<byte>();
        using var read = server.ReadTransaction();
        DocumentJson.Write(read, output);

        Assert.Equal("""{"m":{"l":1}}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Looking_at_a_document_does_not_decide_what_its_roots_are()
    {
        var author = new Doc();
        var text = author.Text("t");
        using (var t = author.WriteTransaction())
        {
            text.InsertEmbed(t, 0, Input.XmlElement("p"));
        }

        var server = Replicas.Load(Replicas.State(author));
        Assert.Equal("""{"t":[{"tag":"p","children":[]}]}""", JsonOf(server));
        Assert.Equal(1u, LengthOf(server));

        static uint LengthOf(Doc doc)
        {
            var opened = doc.Text("t");
            using var t = doc.ReadTransaction();
            return opened.Length(t);
        }
    }

    [Fact]
    public void Values_of_every_kind_have_a_json_form()
    {
        var doc = new Doc();
        var map = doc.Map("m");
        using (var t = doc.WriteTransaction())
        {
            map.Insert(t, "undefined", Input.Undefined());
            map.Insert(t, "null", Input.Null());
            map.Insert(t, "bool", Input.Boolean(true));
            map.Insert(t, "int", Input.Double(3));
            map.Insert(t, "large", Input.Double(1e21));
            map.Insert(t, "nan", Input.Double(double.NaN));
            map.Insert(t, "big", Input.Long(9007199254740991));
            map.Insert(t, "bigger", Input.Long(9007199254740992));
            map.Insert(t, "bytes", Input.Bytes([1, 2, 255]));
            map.Insert(t, "zero\0byte", Input.String("a\0b"));
            map.Insert(t, "array", Input.Array([Input.Undefined(), Input.Double(1.5)]));
            map.Insert(t, "object", Input.Object(new Dictionary<string, Input> { ["u"] = Input.Undefined(), ["v"] = Input.Collection([Input.Undefined()]) }));
            map.Insert(t, "text", Input.Text("hi"));
            map.Insert(t, "doc", Input.Doc(new Doc(new() { Guid = "g1" })));
        }

        Assert.Equal(
            """{"m":{"null":null,"bool":true,"int":3,"large":1e+21,"nan":null,"big":9007199254740991,"bigger":"9007199254740992","bytes":"AQL/","zero\u0000byte":"a\u0000b","array":[null,1.5],"object":{"v":[null]},"text":"hi","doc":{"guid":"g1"}}}""",
            JsonOf(doc));
    }

    [Fact]
    public void Xml_keeps_tags_attributes_and_formatting()
    {
        var doc = new Doc();
        var xml = doc.XmlFragment("x");
        using (var t = doc.WriteTransaction())
        {
            var heading = xml.InsertElement(t, 0, "Heading");
            heading.InsertAttribute(t, "level", Input.Double(2));
            var text = heading.InsertText(t, 0);
            text.Insert(t, 0, "plain ");
            text.Insert(t, 6, "bold", Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) }));
        }

        Assert.Equal(
            """{"x":[{"tag":"Heading","attributes":{"level":2},"children":[{"delta":[{"insert":"plain "},{"insert":"bold","attributes":{"bold":true}}]}]}]}""",
            JsonOf(doc));
    }

    [Fact]
    public void Plain_text_of_xml_has_a_line_per_block()
    {
        var doc = new Doc();
        var xml = doc.XmlFragment("x");
        using (var t = doc.WriteTransaction())
        {
            xml.InsertElement(t, 0, "paragraph").InsertText(t, 0).Insert(t, 0, "one");
            xml.InsertElement(t, 1, "paragraph");
            var list = xml.InsertElement(t, 2, "bulletList");
            var item = list.InsertElement(t, 0, "listItem").InsertElement(t, 0, "paragraph");
            item.InsertText(t, 0).Insert(t, 0, "two");
            item.InsertElement(t, 1, "hardBreak");
            item.InsertText(t, 2).Insert(t, 0, "three");
            list.InsertElement(t, 1, "listItem").InsertElement(t, 0, "paragraph").InsertText(t, 0).Insert(t, 0, "four");
        }

        Assert.Equal("one\n\ntwo\nthree\nfour", TextOf(doc, "x"));
    }

    [Fact]
    public void Plain_text_of_a_text_is_its_string_and_of_nothing_is_null()
    {
        var doc = new Doc();
        var text = doc.Text("t");
        using (var t = doc.WriteTransaction())
        {
            text.Insert(t, 0, "a\nb");
            text.InsertEmbed(t, 1, Input.String("picture"));
        }

        Assert.Equal("a\nb", TextOf(doc, "t"));
        Assert.Null(TextOf(doc, "no such root"));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Sessions))]
    public void Recorded_documents_give_json_that_parses_again(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        var doc = FuzzSession.NewDoc();
        foreach (var update in session.UpdatesV1)
        {
            Replicas.Apply(doc, update);
        }

        using var json = System.Text.Json.JsonDocument.Parse(JsonOf(doc), new() { MaxDepth = 2048 });
        foreach (var (name, kind) in session.Roots.Where(root => root.Value == "Text"))
        {
            _ = kind;
            var expected = TaggedJson.ReadString(session.Final.GetProperty("toString").GetProperty(name));
            Assert.Equal(expected, json.RootElement.GetProperty(name).GetString());
        }
    }

    public static TheoryData<string> Sessions() => FuzzSession.All(name => !name.Contains("lone", StringComparison.Ordinal));

    internal static string JsonOf(Doc doc)
    {
        var output = new ArrayBufferWriter<byte>();
        using var transaction = doc.ReadTransaction();
        DocumentJson.Write(transaction, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string? TextOf(Doc doc, string root)
    {
        using var transaction = doc.ReadTransaction();
        return DocumentText.Read(transaction, root);
    }
}
