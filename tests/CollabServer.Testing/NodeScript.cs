using System.Diagnostics;

namespace CollabServer.Testing;

/// <summary>Runs a script of a small npm package beside a test project, to compare with the libraries that clients really use.</summary>
public static class NodeScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Feeds <paramref name="input"/> to the script and returns what it prints. Skips the test, with a reason, where Node or the package's
    /// node_modules is missing; fails it when the script fails.
    /// </summary>
    /// <param name="package">Folder of the package, from the root of the checkout.</param>
    public static async Task<string> RunAsync(string package, string script, string input, CancellationToken ct)
    {
        var folder = RepositoryRoot.Combine(package);
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            throw SkippedTest.Because($"{package}/node_modules is missing: run npm ci there");

        using var node = new Process();
        node.StartInfo = new ProcessStartInfo("node", script)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Start(node);

        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var output = node.StandardOutput.ReadToEndAsync(either.Token);
            var errors = node.StandardError.ReadToEndAsync(either.Token);
            await node.StandardInput.WriteAsync(input.AsMemory(), either.Token);
            node.StandardInput.Close();
            await node.WaitForExitAsync(either.Token);
            if (node.ExitCode != 0)
                throw new InvalidOperationException($"{package}/{script} ended with {node.ExitCode}: {await errors}");
            return await output;
        }
        finally
        {
            if (!node.HasExited)
                node.Kill(entireProcessTree: true);
        }
    }

    private static void Start(Process node)
    {
        try
        {
            node.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw SkippedTest.Because($"node cannot be started: {e.Message}");
        }
    }
}
