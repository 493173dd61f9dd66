using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Documents;

/// <summary>Whether two documents show the same.</summary>
public sealed class ComparisonTests
{
    public static TheoryData<string> Sessions => FuzzSession.All();

    private static readonly Input Bold = Input.Object(new Dictionary<string, Input> { ["bold"] = Input.Boolean(true) });

    /// <summary>Each changes something else that is visible.</summary>
    public static TheoryData<string> Changes => [.. Edits.Keys];

    private static Dictionary<string, Action<Transaction>> Edits => new(StringComparer.Ordinal)
    {
        ["text"] = t => t.GetText("text")!.Insert(t, 1, "!"),
        ["a mark"] = t => t.GetText("text")!.Format(t, 0, 1, Bold),
        ["an embed"] = t => t.GetText("text")!.InsertEmbed(t, 0, Input.Null()),
        ["a value"] = t => t.GetMap("map")!.Insert(t, "k", Input.Double(2)),
        ["a new key"] = t => t.GetMap("map")!.Insert(t, "l", Input.Double(1)),
        ["a key less"] = t => t.GetMap("map")!.Remove(t, "k"),
        ["a type inside"] = t => t.GetMap("map")!.Get(t, "inner")!.Array.RemoveRange(t, 1, 1),
        ["an attribute"] = t => t.GetXmlFragment("xml")!.Get(t, 0)!.XmlElement.InsertAttribute(t, "a", "2"),
        ["a tag"] = t =>
        {
            t.GetXmlFragment("xml")!.RemoveRange(t, 0, 1);
            t.GetXmlFragment("xml")!.InsertElement(t, 0, "q").InsertAttribute(t, "a", "1");
        },
        ["a root"] = t => t.GetText("empty")!.Insert(t, 0, "x"),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void One_difference_is_seen_from_either_side(string change)
    {
        using var one = Sample();
        using var other = Replicas.Load(Replicas.State(one));
        Assert.True(AreSame(one, other));
        _ = one.Text("empty");
        using (var t = one.WriteTransaction())
        {
            Edits[change](t);
        }

        Assert.False(AreSame(one, other));
        Assert.False(AreSame(other, one));
    }

    /// <summary>Nobody opened the roots, and what the second encoding brought is in another form than what the first did.</summary>
    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_document_and_what_is_loaded_from_its_state_are_the_same(string fixture)
    {
        using var session = FuzzSession.Load(fixture);
        using var doc = FuzzSession.NewDoc();
        using var behind = FuzzSession.NewDoc();
        for (var i = 0; i < session.UpdatesV1.Count; i++)
        {
            Replicas.Apply(doc, session.UpdatesV1[i]);
            if (i < session.UpdatesV1.Count / 2)
            {
                Replicas.Apply(behind, session.UpdatesV1[i]);
            }
        }

        using var loaded = FuzzSession.NewDoc();
        using (var read = doc.ReadTransaction())
        using (var write = loaded.WriteTransaction())
        {
            write.ApplyStored(read.StateDiffV2(null), UpdateEncoding.V2);
        }

        Assert.True(AreSame(doc, loaded));
        Assert.True(AreSame(loaded, doc));
        Assert.False(AreSame(doc, behind));
    }

    [Fact]
    public void Who_inserted_it_and_what_was_deleted_does_not_count()
    {
        using var one = new Doc();
        using var other = new Doc();
        foreach (var doc in new[] { one, other })
        {
            var text = doc.Text("text");
            using var t = doc.WriteTransaction();
            text.Insert(t, 0, "abc");
        }

        _ = other.Map("only opened");
        var deleted = one.Array("only here");
        using (var t = one.WriteTransaction())
        {
            deleted.InsertRange(t, 0, Input.Double(1));
            deleted.RemoveRange(t, 0, 1);
        }

        Assert.True(AreSame(one, other));
        Assert.True(AreSame(other, one));
    }

    private static Doc Sample()
    {
        var doc = FuzzSession.NewDoc();
        var (text, map, xml) = (doc.Text("text"), doc.Map("map"), doc.XmlFragment("xml"));
        using var t = doc.WriteTransaction();
        text.Insert(t, 0, "hello");
        map.Insert(t, "k", Input.Double(1));
        map.Insert(t, "inner", Input.Array([Input.Double(1), Input.Double(2)]));
        xml.InsertElement(t, 0, "p").InsertAttribute(t, "a", "1");
        return doc;
    }

    private static bool AreSame(Doc one, Doc other)
    {
        using var left = one.ReadTransaction();
        using var right = other.ReadTransaction();
        return left.ShowsSameAs(right);
    }
}
