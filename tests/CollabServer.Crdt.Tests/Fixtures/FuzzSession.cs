using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Types.Branches;
using Xunit;

namespace CollabServer.Crdt.Tests.Fixtures;

/// <summary>One recorded random session of several Yjs clients (<c>fuzz/*.json.gz</c>).</summary>
internal sealed class FuzzSession : IDisposable
{
    private readonly JsonDocument _json;

    private FuzzSession(JsonDocument json)
    {
        _json = json;
        Roots = [.. Json.GetProperty("roots").EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!))];
        UpdatesV1 = [.. Json.GetProperty("updates").EnumerateArray().Select(u => u.GetProperty("v1").GetBytesFromBase64())];
        UpdatesV2 = [.. Json.GetProperty("updates").EnumerateArray().Select(u => u.GetProperty("v2").GetBytesFromBase64())];
    }

    public JsonElement Json => _json.RootElement;

    /// <summary>Root names with the type they are opened as.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Roots { get; }

    /// <summary>All updates in the order they were made.</summary>
    public IReadOnlyList<byte[]> UpdatesV1 { get; }

    public IReadOnlyList<byte[]> UpdatesV2 { get; }

    public JsonElement Final => Json.GetProperty("final");

    public bool HasLoneSurrogates => Json.GetProperty("features").GetProperty("loneSurrogates").GetBoolean();

    public static FuzzSession Load(string fixture) => new(FixtureFiles.ReadJson(fixture));

    /// <summary>For <c>[MemberData]</c>: all sessions, or those whose profile matches.</summary>
    public static TheoryData<string> All(Func<string, bool>? filter = null) =>
        [.. FixtureFiles.List("fuzz", "*.json.gz").Where(name => filter?.Invoke(name) ?? true).Select(name => new TheoryDataRow<string>(name))];

    /// <summary>Documents without garbage collection index their lists at once, so that both ways of finding places are compared with Yjs.</summary>
    public static Doc NewDoc(bool skipGarbageCollection = false, ulong? client = null)
    {
        var doc = new Doc(
            client is { } id
                ? new DocOptions { SkipGarbageCollection = skipGarbageCollection, Id = id, Guid = "main" }
                : new DocOptions { SkipGarbageCollection = skipGarbageCollection, Guid = "main" });
        doc.Store.Indexes.Patience = skipGarbageCollection ? 0 : doc.Store.Indexes.Patience;
        return doc;
    }

    /// <summary>Opens all roots of the session.</summary>
    public IReadOnlyList<KeyValuePair<string, Branch>> Open(Doc doc) => [.. Roots.Select(root => KeyValuePair.Create(root.Key, Open(doc, root.Key, root.Value)))];

    /// <summary>The content of all roots in the form of <see cref="Canonical"/>.</summary>
    public string Content(Doc doc)
    {
        var roots = Open(doc);
        using var transaction = doc.ReadTransaction();
        return Canonical.Of(transaction, roots);
    }

    public void Dispose() => _json.Dispose();

    private static Branch Open(Doc doc, string name, string kind) => kind switch
    {
        "Text" => doc.Text(name),
        "Array" => doc.Array(name),
        "Map" => doc.Map(name),
        "XmlFragment" => doc.XmlFragment(name),
        "XmlText" => doc.XmlText(name),
        "XmlElement" => doc.XmlElement(name),
        _ => throw new InvalidOperationException(kind),
    };
}
