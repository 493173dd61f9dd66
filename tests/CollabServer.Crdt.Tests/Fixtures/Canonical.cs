using System.Globalization;
using System.Text.Json;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Maps;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;
using Array = CollabServer.Crdt.Document.Types.Arrays.Array;
using KeyedValues = CollabServer.Crdt.Document.Types.KeyedValues;

namespace CollabServer.Crdt.Tests.Fixtures;

/// <summary>
/// One text for one content, made from the fixtures' tagged JSON and from our documents, so that the two compare as strings: object keys
/// sorted, numbers as doubles.
/// </summary>
internal static class Canonical
{
    /// <summary>Tagged JSON as recorded.</summary>
    public static string Of(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                return Number(element.GetDouble());
            case JsonValueKind.String:
                return Text(element.GetString()!);
            case JsonValueKind.Array:
                return "[" + string.Join(",", element.EnumerateArray().Select(Of)) + "]";
            case JsonValueKind.Object when element.TryGetProperty("$", out var tag) && tag.GetString() is "u16" or "num" or "bigint" or "bin":
                return Of(TaggedJson.ReadPlain(element));
            case JsonValueKind.Object:
                return Members(element.EnumerateObject().Select(p => (p.Name, Of(p.Value))));
            default:
                return element.GetRawText();
        }
    }

    /// <summary>Several roots of a document, as an object of root names.</summary>
    public static string Of(Transaction transaction, IEnumerable<KeyValuePair<string, Branch>> roots) =>
        Members(roots.Select(root => (root.Key, Of(root.Value, transaction))));

    public static string Of(Branch branch, Transaction transaction) => branch switch
    {
        Array array => Tagged("array", ("v", List(array.Iterate(transaction), transaction))),
        Map map => Tagged("map", ("v", Entries(map, transaction))),
        Text text => Tagged("text", ("delta", Delta(text.Chunks(transaction), transaction)), ("attrs", Entries(text, transaction))),
        XmlText text => Tagged("xmlText", ("delta", Delta(text.Chunks(transaction), transaction)), ("attrs", Entries(text, transaction))),
        XmlElement element => Tagged(
            "xmlElement",
            ("name", Text(element.Tag(transaction)!)),
            ("attrs", Entries(element, transaction)),
            ("c", Children(element, transaction))),
        XmlFragment fragment => Tagged("xmlFragment", ("c", Children(fragment, transaction))),
        _ => throw new InvalidOperationException(branch.GetType().Name),
    };

    public static string Of(Output value, Transaction? transaction = null)
    {
        switch (value.Tag)
        {
            case OutputTag.Null:
                return "null";
            case OutputTag.Undefined:
                return Tagged("undefined");
            case OutputTag.Boolean:
                return value.Boolean ? "true" : "false";
            case OutputTag.Double:
                return Number(value.Double);
            case OutputTag.Long:
                return Tagged("bigint", ("v", Text(value.Long.ToString(CultureInfo.InvariantCulture))));
            case OutputTag.String:
                return Text(value.String);
            case OutputTag.Bytes:
                return Tagged("bin", ("v", Text(Convert.ToBase64String(value.Bytes))));
            case OutputTag.JsonArray:
                return Tagged("arr", ("v", List(value.JsonArray, transaction)));
            case OutputTag.JsonObject:
                return Tagged("obj", ("v", Members(value.JsonObject.Select(m => (m.Key, Of(m.Value, transaction))))));
            case OutputTag.Doc:
                return Subdocument(value.Doc);
            default:
                return Of(value.Branch!, transaction!);
        }
    }

    private static string Subdocument(Document.Doc doc) => Tagged(
        "doc",
        ("guid", Text(doc.Guid)),
        ("gc", doc.Options.SkipGarbageCollection ? "false" : "true"),
        ("autoLoad", doc.AutoLoad ? "true" : "false"),
        ("meta", doc.Meta is null ? "null" : Of(doc.Meta)));

    private static string Children(XmlFragment fragment, Transaction transaction)
    {
        var children = new List<Output>();
        for (uint i = 0; i < fragment.ChildLength(transaction); i++)
        {
            children.Add(fragment.Get(transaction, i)!);
        }

        return List(children, transaction);
    }

    private static string Entries(Branch branch, Transaction transaction) =>
        Members(KeyedValues.Values(branch, transaction).Select(entry => (entry.Key, Of(entry.Value, transaction))));

    private static string List(IEnumerable<Output> values, Transaction? transaction) =>
        "[" + string.Join(",", values.Select(value => Of(value, transaction))) + "]";

    private static string Delta(TextChunks chunks, Transaction transaction) =>
        "[" + string.Join(",", chunks.Select(chunk => Run(chunk, transaction))) + "]";

    private static string Run(TextChunk chunk, Transaction transaction)
    {
        var insert = ("insert", Of(chunk.Data, transaction));
        return chunk.Attributes.Count == 0
            ? Members([insert])
            : Members([insert, ("attributes", Members(chunk.Attributes.Select(a => (a.Key, Of(a.Value)))))]);
    }

    public static string Tagged(string tag, params (string Key, string Value)[] members) => Members([.. members, ("$", Text(tag))]);

    public static string Members(IEnumerable<(string Key, string Value)> members) =>
        "{" + string.Join(",", members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => Text(m.Key) + ":" + m.Value)) + "}";

    private static string Number(double value) => value is 0 && double.IsNegative(value) ? "-0" : value.ToString("R", CultureInfo.InvariantCulture);

    public static string Text(string value) =>
        '"' + string.Concat(value.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '"' or '\\' ? $"\\u{(int)c:x4}" : c.ToString())) + '"';
}
