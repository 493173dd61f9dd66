using System.IO.Compression;
using System.Text.Json;

namespace CollabServer.Crdt.Tests.Fixtures;

/// <summary>Reads recorded Yjs sessions; a test that needs an absent file is skipped. See <see cref="CollabServer.Testing.Fixtures"/> for where they are.</summary>
internal static class FixtureFiles
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2048 };

    /// <summary>Names like <c>fuzz/text-ascii-1001.json.gz</c> of one folder; empty when the fixtures are absent.</summary>
    public static IReadOnlyList<string> List(string folder, string pattern) =>
        [.. CollabServer.Testing.Fixtures.Files(folder, pattern).Select(path => $"{folder}/{Path.GetFileName(path)}")];

    public static JsonDocument ReadJson(string relativePath)
    {
        using var stream = Open(relativePath);
        return JsonDocument.Parse(stream, Deep);
    }

    /// <summary>The bytes of a fixture, unpacked when its name ends in <c>.gz</c>.</summary>
    public static byte[] ReadBytes(string relativePath)
    {
        using var stream = Open(relativePath);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static Stream Open(string relativePath)
    {
        var file = File.OpenRead(CollabServer.Testing.Fixtures.Find(relativePath));
        return relativePath.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
