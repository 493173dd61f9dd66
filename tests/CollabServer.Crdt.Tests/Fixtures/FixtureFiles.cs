using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace CollabServer.Crdt.Tests.Fixtures;

/// <summary>
/// Finds the recorded Yjs sessions: <c>COLLAB_FIXTURES</c>, else <c>tests/fixtures</c> in the repository, else <c>shared/fixtures</c> beside it.
/// Tests that need an absent file are skipped with the reason.
/// </summary>
internal static class FixtureFiles
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2048 };

    /// <summary>The full path of a fixture like <c>codec/lib0.json</c>; skips the test when it is not there.</summary>
    public static string Locate(string relativePath)
    {
        foreach (var root in Roots())
        {
            var path = Path.Combine(root, relativePath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"Fixture {relativePath} was not found; set COLLAB_FIXTURES to the directory that holds it.");
        return "";
    }

    /// <summary>Names like <c>fuzz/text-ascii-1001.json.gz</c> of one folder; empty when the fixtures are absent.</summary>
    public static IReadOnlyList<string> List(string folder, string pattern)
    {
        foreach (var root in Roots())
        {
            var path = Path.Combine(root, folder);
            if (Directory.Exists(path) && Directory.GetFiles(path, pattern) is { Length: > 0 } files)
            {
                return [.. files.Select(f => $"{folder}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal)];
            }
        }

        return [];
    }

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
        var file = File.OpenRead(Locate(relativePath));
        return relativePath.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("COLLAB_FIXTURES") is { Length: > 0 } configured)
        {
            yield return configured;
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "CollabServer.sln")))
            {
                yield return Path.Combine(directory.FullName, "tests", "fixtures");
                yield return Path.Combine(directory.Parent?.FullName ?? "/", "shared", "fixtures");
            }
        }
    }
}
