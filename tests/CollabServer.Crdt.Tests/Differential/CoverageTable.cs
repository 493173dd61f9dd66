using System.Text;
using System.Text.Json;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>
/// How often each kind of content met each circumstance, in each encoding, in documents that collect garbage and in documents that do not. A
/// comparison proves nothing about a cell without a hit. Counted by Yjs (<c>node/coverage.mjs</c>), not by the engine under test.
/// </summary>
internal sealed class CoverageTable
{
    /// <summary>The content of items; shared types each for themselves. Collected structs and delete sets have none.</summary>
    private static readonly string[] Kinds =
    [
        "String", "Any", "JSON", "Deleted", "Collected", "Binary", "Embed", "Format", "Doc",
        "Text", "Array", "Map", "XmlElement", "XmlFragment", "XmlText", "XmlHook", "DeleteSet",
    ];

    private static readonly string[] Divisible = ["String", "Any", "JSON", "Deleted", "Collected"];
    private static readonly string[] Encodings = ["V1", "V2"];
    private static readonly string[] Collections = ["gc", "keep"];

    /// <summary>
    /// How it came: as the update of one transaction, in a merged update, in the state of a peer. What became of it: behind a skip, waiting, cut
    /// in two, joined with its neighbour, placed where something else stood.
    /// </summary>
    private static readonly string[] Circumstances = ["single", "merged", "state", "skip", "pending", "split", "joined", "concurrent"];

    private readonly Dictionary<string, int> _hits = [];

    public int Cells => All().Count();

    public void Add(JsonElement coverage)
    {
        foreach (var cell in coverage.EnumerateObject())
        {
            _hits[cell.Name] = _hits.GetValueOrDefault(cell.Name) + cell.Value.GetInt32();
        }
    }

    public IReadOnlyList<string> Empty() => [.. All().Where(cell => _hits.GetValueOrDefault(cell) == 0)];

    public override string ToString()
    {
        var text = new StringBuilder().Append($"{"",-26}").AppendJoin("", Circumstances.Select(c => $"{c,11}")).AppendLine();
        foreach (var row in Kinds.SelectMany(_ => Encodings, (kind, encoding) => (kind, encoding)).SelectMany(_ => Collections, (r, gc) => (r.kind, r.encoding, gc)))
        {
            text.Append($"{row.kind,-14}{row.encoding,-4}{row.gc,-8}");
            foreach (var circumstance in Circumstances)
            {
                var hits = WhyNever(row.kind, circumstance) is null ? $"{_hits.GetValueOrDefault($"{row.kind}|{row.encoding}|{row.gc}|{circumstance}")}" : "-";
                text.Append($"{hits,11}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    /// <summary>The cells that cannot be hit, and why; null for all others.</summary>
    private static string? WhyNever(string kind, string circumstance) => circumstance switch
    {
        "split" or "joined" when kind == "DeleteSet" => "ranges of deletions are joined on arrival, which no circumstance tells apart",
        "split" or "joined" when !Divisible.Contains(kind) => "takes one clock only",
        "concurrent" when kind == "Collected" => "has no place in a list",
        "concurrent" or "skip" when kind == "DeleteSet" => "is no struct",
        _ => null,
    };

    private static IEnumerable<string> All() =>
        from kind in Kinds
        from encoding in Encodings
        from gc in Collections
        from circumstance in Circumstances
        where WhyNever(kind, circumstance) is null
        select $"{kind}|{encoding}|{gc}|{circumstance}";
}
