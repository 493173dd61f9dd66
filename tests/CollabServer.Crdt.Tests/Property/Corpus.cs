using System.Text.Json;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Updates;
using CollabServer.Testing;

namespace CollabServer.Crdt.Tests.Property;

/// <summary>
/// Updates to damage: recorded sessions, one update per corner of the format, and hostile inputs made by hand. Only what the repository holds, so
/// that a seed means the same everywhere.
/// </summary>
internal sealed class Corpus
{
    /// <summary>Of a session as many: what damage meets in the beginning is as good as what it meets later, and documents stay small.</summary>
    private const int UpdatesOfSession = 60;

    private static readonly Lazy<Corpus> Loaded = new(() => new Corpus());

    private Corpus()
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Combine("tests", "fixtures", "fuzz")).Order(StringComparer.Ordinal))
        {
            using var session = FuzzSession.Load("fuzz/" + Path.GetFileName(file));
            Sessions.Add([.. session.UpdatesV1.Zip(session.UpdatesV2).Take(UpdatesOfSession)]);
        }

        using var made = FixtureFiles.ReadJson("codec/updates.json");
        foreach (var update in made.RootElement.EnumerateArray())
        {
            Add(update, "v1", UpdateEncoding.V1);
            Add(update, "v2", UpdateEncoding.V2);
        }

        using var hostile = FixtureFiles.ReadJson("malformed/cases.json.gz");
        foreach (var input in hostile.RootElement.GetProperty("cases").EnumerateArray())
        {
            var target = input.GetProperty("target").GetString()!;
            Add(input, "input", target.EndsWith("V2", StringComparison.Ordinal) ? UpdateEncoding.V2 : UpdateEncoding.V1);
        }
    }

    public static Corpus Instance => Loaded.Value;

    /// <summary>The beginnings of sessions, each update in both encodings.</summary>
    public List<List<(byte[] V1, byte[] V2)>> Sessions { get; } = [];

    /// <summary>Updates that stand alone.</summary>
    public List<(byte[] Bytes, UpdateEncoding Encoding)> Singles { get; } = [];

    /// <summary>An update to damage: mostly one that the session's document can take.</summary>
    public (byte[] Bytes, UpdateEncoding Encoding) Pick(List<(byte[] V1, byte[] V2)> session, Random random)
    {
        if (random.Next(5) == 0)
        {
            return Singles[random.Next(Singles.Count)];
        }

        var (v1, v2) = session[random.Next(session.Count)];
        return random.Next(2) == 0 ? (v1, UpdateEncoding.V1) : (v2, UpdateEncoding.V2);
    }

    private void Add(JsonElement element, string name, UpdateEncoding encoding)
    {
        // Large ones are hostile by their size, which damage only lessens; they have tests of their own.
        if (element.TryGetProperty(name, out var bytes) && Read(bytes) is { Length: < 4_096 } update)
        {
            Singles.Add((update, encoding));
        }
    }

    private static byte[] Read(JsonElement bytes) =>
        bytes.TryGetBytesFromBase64(out var decoded) ? decoded : Convert.FromHexString(bytes.GetString()!);
}
