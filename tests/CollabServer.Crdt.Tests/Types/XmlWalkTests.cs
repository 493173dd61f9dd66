using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Tests.Differential;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Restore;
using CollabServer.Testing;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

/// <summary>Ways through XML, on random documents that Yjs made.</summary>
public sealed class XmlWalkTests
{
    private const int Histories = 30;

    /// <summary>Far from the seeds other tests use.</summary>
    private const int FirstSeed = 880_000;

    /// <summary>Yjs lets a fragment hold plain values, several in one block.</summary>
    [Fact]
    public void The_sibling_before_is_the_last_value_of_its_block_and_the_one_behind_the_first()
    {
        using var doc = new Doc();
        var array = doc.Array("x");
        using (var t = doc.WriteTransaction())
        {
            array.InsertRange(t, 0, Input.Double(1), Input.Double(2), Input.XmlElement("p"), Input.Double(3), Input.Double(4));
        }

        using var other = Replicas.Load(Replicas.State(doc));
        var fragment = other.XmlFragment("x");
        using var read = other.ReadTransaction();
        var element = fragment.Get(read, 2)!.XmlElement;
        Assert.Equal(2, element.PreviousSibling(read)!.Double);
        Assert.Equal(3, element.NextSibling(read)!.Double);
        Assert.Equal(5, fragment.TreeWalker(read).Count());
    }

    [Fact]
    public async Task Walker_siblings_and_attributes_are_those_of_Yjs()
    {
        var ct = TestContext.Current.CancellationToken;
        var histories = new List<IReadOnlyList<byte[]>>();
        await using (var yjs = YjsPeer.Start())
        {
            for (var seed = FirstSeed; seed < FirstSeed + Histories; seed++)
            {
                using var history = await yjs.HistoryAsync(seed, ct);
                histories.Add(new History(history.RootElement).Updates);
            }
        }

        var input = JsonSerializer.Serialize(histories.Select(updates => new { updates = updates.Select(Convert.ToBase64String).ToArray() }));
        using var walks = JsonDocument.Parse(await NodeScript.RunAsync("tests/CollabServer.Crdt.Tests/node", "xml-walks.mjs", input, ct));
        var nodes = 0;
        foreach (var (updates, roots) in histories.Zip(walks.RootElement.EnumerateArray()))
        {
            using var doc = FuzzSession.NewDoc();
            foreach (var update in updates)
            {
                Replicas.Apply(doc, update);
            }

            foreach (var root in roots.EnumerateObject())
            {
                var fragment = root.Name == "element" ? doc.XmlElement(root.Name) : doc.XmlFragment(root.Name);
                var expected = root.Value.EnumerateArray().Select(Line).ToList();
                nodes += expected.Count;
                Assert.Equal(expected, Walk(doc, fragment));
            }
        }

        Assert.True(nodes > Histories, $"The documents hold only {nodes} nodes.");
    }

    private static List<string> Walk(Doc doc, XmlFragment fragment)
    {
        using var read = doc.ReadTransaction();
        using var walker = fragment.TreeWalker(read);
        return [.. walker.Select(node => Line(node, read))];
    }

    private static string Line(JsonElement node) => string.Join(
        ' ',
        Name(node, "previous"),
        Name(node, "label"),
        Name(node, "next"),
        Name(node, "first"),
        string.Join(' ', node.GetProperty("attributes").EnumerateObject().Select(a => $"{a.Name}={Canonical.Of(a.Value)}").Order(StringComparer.Ordinal)));

    private static string Name(JsonElement node, string member) => node.GetProperty(member).GetString() ?? "-";

    private static string Line(Output node, Transaction read)
    {
        var (previous, next, attributes) = node.Tag switch
        {
            OutputTag.XmlElement => (node.XmlElement.PreviousSibling(read), node.XmlElement.NextSibling(read), node.XmlElement.Iterate(read)),
            OutputTag.XmlText => (node.XmlText.PreviousSibling(read), node.XmlText.NextSibling(read), node.XmlText.Iterate(read)),
            _ => (null, null, null),
        };
        var first = node.Tag switch
        {
            OutputTag.XmlElement => node.XmlElement.FirstChild(read),
            OutputTag.XmlFragment => node.XmlFragment.FirstChild(read),
            _ => null,
        };
        return string.Join(
            ' ',
            Name(previous, read),
            Name(node, read),
            Name(next, read),
            Name(first, read),
            string.Join(' ', (attributes?.Values ?? []).Select(a => $"{a.Key}={Canonical.Of(a.Value, read)}").Order(StringComparer.Ordinal)));
    }

    private static string Name(Output? node, Transaction read) => node?.Tag switch
    {
        null => "-",
        OutputTag.XmlElement => node.XmlElement.Tag(read)!,
        OutputTag.XmlText => "#text",
        OutputTag.XmlFragment => "#fragment",
        OutputTag.Text => "#plain",
        OutputTag.Array => "#array",
        _ => "#map",
    };
}
