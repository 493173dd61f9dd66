using System.Diagnostics;
using CollabServer.LoadTool.Clients;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>Clients open a stored document at the same moment. It is cold only if the server was started anew or has unloaded it.</summary>
internal sealed class ColdOpen : Scenario
{
    public override string Name => "cold-open";

    public override string Description => "clients open --document, filled by seed, at the same moment";

    public override int Clients => 1;

    public override async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct)
    {
        var trace = await RecordedTrace.LoadAsync(options, ct);
        using var stage = new Stage(options, ringSize: 1);
        // Sockets, JIT and the server's accept loop are warmed on another document.
        await OpenAsync(new LoadDocument(options.DocumentPrefix + "-other", 1, 1, 1, 1), options, clocks: 0, ct);

        var window = new Window(stage.Measurement, new ServerProcess(options.ServerPids));
        window.Open();
        var opened = await Task.WhenAll(Enumerable.Range(0, options.Clients).Select(_ => OpenAsync(stage.Documents[0], options, trace.Clocks, ct)));
        window.Close();
        var times = new LatencyHistogram();
        foreach (var (ticks, _) in opened)
            times.Record(ticks);
        return window.Result(options) with
        {
            TimeToContent = times.Summarize(),
            Remark = opened.All(static open => open.Complete) ? null : "some clients lack edits",
        };
    }

    /// <summary>Stopwatch ticks from before the connect until the document's clocks were there.</summary>
    public static async Task<(long Ticks, bool Complete)> OpenAsync(LoadDocument document, LoadOptions options, ulong clocks, CancellationToken ct)
    {
        using var measurement = new Measurement();
        using var client = new LoadClient(options.Dialect, document, 0, measurement);
        var there = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ForeignSeen = seen =>
        {
            if (seen >= clocks)
                there.TrySetResult(Stopwatch.GetTimestamp());
        };
        var started = Stopwatch.GetTimestamp();
        await client.ConnectAsync(options.Server, ct);
        await client.Synced.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, ct);
        if (clocks == 0)
            return (Stopwatch.GetTimestamp() - started, true);
        try
        {
            return (await there.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, ct) - started, true);
        }
        catch (TimeoutException)
        {
            return (Stopwatch.GetTimestamp() - started, false);
        }
    }
}
