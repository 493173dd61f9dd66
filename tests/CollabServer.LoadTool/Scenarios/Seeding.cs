using CollabServer.LoadTool.Clients;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>Streams a recorded trace into a document, update by update, and waits until a fresh client reads all of it.</summary>
internal sealed class Seeding : Scenario
{
    private const int Burst = 64;

    public override string Name => "seed";

    public override string Description => "streams --trace into --document, for cold-open";

    public override int Clients => 1;

    public override async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct)
    {
        var trace = await RecordedTrace.LoadAsync(options, ct);
        using var stage = new Stage(options, ringSize: 1);
        await stage.JoinAsync(ct);
        var window = new Window(stage.Measurement, new ServerProcess(options.ServerPids));
        var writer = stage.Clients[0];
        window.Open();
        for (var i = 0; i < trace.Updates.Count; i++)
        {
            writer.AddUpdate((ulong)i + 1, trace.Updates[i].Span);
            if (i % Burst == Burst - 1)
                await writer.FlushAsync();
        }
        await writer.FlushAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        while (options.Dialect.Acknowledges && writer.Acknowledged < (ulong)trace.Updates.Count && writer.CloseCode == 0)
            await timer.WaitForNextTickAsync(ct);
        window.Close();

        var (_, complete) = await ColdOpen.OpenAsync(stage.Documents[0], options, trace.Clocks, ct);
        return window.Result(options) with
        {
            EditsSent = trace.Updates.Count,
            Closed = stage.Closed(),
            Remark = FormattableString.Invariant($"{trace.Updates.Count / window.Seconds:0} updates/s; a fresh client {(complete ? "has everything" : "lacks edits")}"),
        };
    }
}
