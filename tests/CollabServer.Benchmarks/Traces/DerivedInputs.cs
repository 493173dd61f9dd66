using System.Diagnostics;
using System.Text.Json;
using CollabServer.Testing;

namespace CollabServer.Benchmarks.Traces;

/// <summary>
/// Inputs that Yjs derives from a trace, so that both sides of a comparison read the same bytes; tests/bench-peers/traces.mjs makes them
/// and keeps them in a folder outside the repository.
/// </summary>
internal static class DerivedInputs
{
    /// <summary>The edits of the trace as updates of 242 authors, 1,074 in a row each.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ManyAuthors(string trace) => Records.Split(File.ReadAllBytes(Path.Combine(Folder(trace), $"{trace}-many-authors.v1.bin")));

    public static IReadOnlyList<TextEdit> Edits(string trace) => [.. Records.Split(File.ReadAllBytes(Path.Combine(Folder(trace), $"{trace}-edits.bin"))).Select(TextEdit.Read)];

    private static string Folder(string trace)
    {
        var start = new ProcessStartInfo("node", ["yjs-engine.mjs", "--derive", trace])
        {
            WorkingDirectory = RepositoryRoot.Combine("tests", "bench-peers"),
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var node = Process.Start(start)!;
        var answer = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        if (node.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {node.ExitCode}; run npm ci in tests/bench-peers.");
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("cache").GetString()!;
    }
}
