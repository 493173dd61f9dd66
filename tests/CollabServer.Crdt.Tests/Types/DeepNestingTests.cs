using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Json;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Tests.Json;
using CollabServer.Crdt.Tests.Restore;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>Shared types nest without limit, so whatever walks them must not do so on the stack.</summary>
public class DeepNestingTests
{
    private const int Depth = 40_000;

    [Fact]
    public void Deep_arrays_are_written_as_json_and_restored()
    {
        var doc = new Doc(new() { SkipGarbageCollection = false });
        var root = doc.Array("a");
        var empty = Replicas.State(doc);
        using (var t = doc.WriteTransaction())
        {
            var array = root;
            for (var i = 0; i < Depth; i++)
            {
                array.InsertRange(t, 0, Input.Array([]));
                array = array.Get(t, 0)!.Array;
            }
        }

        var json = DocumentJsonTests.JsonOf(doc);
        Assert.Equal(Depth + 1, json.Count(c => c == '['));

        var deep = Replicas.State(doc);
        Assert.Single(Replicas.Restore(doc, empty));
        Assert.Equal("""{"a":[]}""", DocumentJsonTests.JsonOf(doc));
        Assert.Single(Replicas.Restore(doc, deep));
        Assert.Equal(json, DocumentJsonTests.JsonOf(doc));
        Assert.Empty(Replicas.Restore(doc, deep));
    }

    [Fact]
    public void Deep_xml_is_printed_walked_and_read()
    {
        var doc = new Doc();
        var root = doc.XmlFragment("x");
        using var t = doc.WriteTransaction();
        XmlFragment element = root;
        for (var i = 0; i < Depth; i++)
        {
            element = element.InsertElement(t, 0, "p");
        }

        element.InsertText(t, 0).Insert(t, 0, "deep");
        Assert.Contains(">deep<", root.String(t), StringComparison.Ordinal);
        Assert.Equal(Depth + 1, root.TreeWalker(t).Count());
        Assert.Equal("deep", DocumentText.Read(t, "x"));
    }
}
