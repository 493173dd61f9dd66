using System.Diagnostics;
using CollabServer.LoadTool.Clients;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>Everybody moves a cursor all the time and nobody types.</summary>
internal sealed class Cursors : Scenario
{
    public override string Name => "cursors";

    public override string Description => "1 document, 100 clients, each moving its cursor 20 times a second";

    public override int Clients => 100;

    public override double Rate => 2000;

    public override async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct)
    {
        using var stage = new Stage(options, ringSize: 1);
        await stage.JoinAsync(ct);
        var window = new Window(stage.Measurement, new ServerProcess(options.ServerPids));
        var clients = stage.Writers();
        var sendLag = new LatencyHistogram();
        var warmUpCalls = (long)(options.WarmUp.TotalSeconds * options.Rate);
        await Pacer.RunAsync(options.Rate, options.WarmUp + options.Duration, (call, dueAt) =>
        {
            if (call == warmUpCalls)
                window.Open();
            clients[(int)(call % clients.Count)].SendPresence(dueAt);
            if (call >= warmUpCalls)
                sendLag.Record(Stopwatch.GetTimestamp() - dueAt);
        });
        window.Close();
        // Late states still count for the latencies.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, ct);
        var possible = options.Rate * (options.ClientsPerDocument - 1);
        return window.Result(options) with
        {
            EditsSent = sendLag.Count,
            SendLag = sendLag.Summarize(),
            Closed = stage.Closed(),
            Remark = FormattableString.Invariant($"{possible:0} states/s would be all of them; a server may let newer states replace older ones"),
        };
    }
}
