using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>One random history made by Yjs clients (<c>node/histories.mjs</c>).</summary>
internal sealed class History(JsonElement json)
{
    public JsonElement Json => json;

    public IReadOnlyList<byte[]> Updates { get; } = [.. json.GetProperty("updates").EnumerateArray().Select(u => u.GetProperty("v1").GetBytesFromBase64())];

    /// <summary>No edit splits a surrogate pair: only then do Yjs documents converge for certain.</summary>
    public bool IsAligned => json.GetProperty("aligned").GetBoolean();

    /// <summary>What each client did and saw; null if it did something that our edits cannot do.</summary>
    public JsonElement Replay => json.GetProperty("replay");

    /// <summary>Every recorded root, opened as what it is.</summary>
    public IReadOnlyList<KeyValuePair<string, Branch>> Open(Doc doc) =>
        [.. json.GetProperty("roots").EnumerateObject().Select(root => KeyValuePair.Create(root.Name, Root(doc, root.Name, root.Value.GetString()!)))];

    public string Content(Doc doc)
    {
        var roots = Open(doc);
        using var transaction = doc.ReadTransaction();
        return Canonical.Of(transaction, roots);
    }

    public static UpdateEncoding EncodingOf(JsonElement element) => element.GetProperty("v2").GetBoolean() ? UpdateEncoding.V2 : UpdateEncoding.V1;

    private static Branch Root(Doc doc, string name, string kind) => kind switch
    {
        "Text" => doc.Text(name),
        "Array" => doc.Array(name),
        "Map" => doc.Map(name),
        "XmlFragment" => doc.XmlFragment(name),
        "XmlText" => doc.XmlText(name),
        _ => doc.XmlElement(name),
    };
}
