using System.Diagnostics;
using System.Text.Json;
using CollabServer.Testing;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>Yjs in a Node process that waits to be told which operation to time.</summary>
internal sealed class YjsPeer : IDisposable
{
    private readonly Process _node;

    public YjsPeer()
    {
        var start = new ProcessStartInfo("node", ["--expose-gc", "yjs-engine.mjs", "--serve"])
        {
            WorkingDirectory = RepositoryRoot.Combine("tests", "bench-peers"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        _node = Process.Start(start)!;
    }

    public Sample Measure(string trace, Operation operation)
    {
        _node.StandardInput.WriteLine($"{trace}/{operation.Id}");
        _node.StandardInput.Flush();
        var line = _node.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The Node side ended; run npm ci in tests/bench-peers and see its error above.");
        using var answer = JsonDocument.Parse(line);
        var root = answer.RootElement;
        if (operation.IsMemory)
            return new Sample(root.GetProperty("bytes").GetDouble(), root.GetProperty("bytes").GetDouble(), AllocatedBytes: null);
        return new Sample(root.GetProperty("medianMs").GetDouble(), root.GetProperty("cpuMs").GetDouble(), AllocatedBytes: null);
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }
}
