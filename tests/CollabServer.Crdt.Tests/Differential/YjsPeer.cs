using System.Diagnostics;
using System.Text.Json;
using CollabServer.Testing;

namespace CollabServer.Crdt.Tests.Differential;

/// <summary>A Node process with the real Yjs that answers questions, one a line, until it is disposed (<c>node/peer.mjs</c>).</summary>
internal sealed class YjsPeer : IAsyncDisposable
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2048 };
    private readonly Process _node;

    private YjsPeer(Process node) => _node = node;

    /// <summary>Skips the test, with a reason, where Node or the packages are missing.</summary>
    public static YjsPeer Start()
    {
        var folder = RepositoryRoot.Combine("tests", "CollabServer.Crdt.Tests", "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw SkippedTest.Because($"{folder}/node_modules is missing: run npm ci there");
        }

        var start = new ProcessStartInfo("node", "peer.mjs")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            return new YjsPeer(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw SkippedTest.Because($"node cannot be started: {e.Message}");
        }
    }

    public Task<JsonDocument> HistoryAsync(int seed, CancellationToken ct) => AskAsync(new { seed }, ct);

    /// <summary>What a document shows that received the updates (V1) in this order, in the form of <see cref="Fixtures.Canonical"/>.</summary>
    public async Task<string> ShowAsync(IEnumerable<byte[]> updates, bool gc, CancellationToken ct)
    {
        using var answer = await AskAsync(new { updates = updates.Select(Convert.ToBase64String).ToArray(), gc }, ct);
        return answer.RootElement.GetProperty("pending").GetBoolean()
            ? throw new InvalidOperationException("Yjs still waits for something.")
            : Fixtures.Canonical.Of(answer.RootElement.GetProperty("roots"));
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private async Task<JsonDocument> AskAsync(object question, CancellationToken ct)
    {
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question).AsMemory(), ct);
        await _node.StandardInput.FlushAsync(ct);
        var line = await _node.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("The Yjs process has ended.");
        var answer = JsonDocument.Parse(line, Deep);
        return answer.RootElement.TryGetProperty("error", out var error) ? throw new InvalidOperationException(error.GetString()) : answer;
    }
}
