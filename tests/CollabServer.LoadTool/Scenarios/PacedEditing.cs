using System.Diagnostics;
using CollabServer.LoadTool.Clients;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>Writers take turns at an even rate, whatever the server does: an open loop.</summary>
internal sealed class PacedEditing(string name, string description, int clients, int documents, double rate) : Scenario
{
    public override string Name => name;

    public override string Description => description;

    public override int Clients => clients;

    public override int Documents => documents;

    public override double Rate => rate;

    public override async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct)
    {
        var total = options.WarmUp + options.Duration;
        var editsPerClient = (int)(options.Rate * total.TotalSeconds / options.Documents) + 2;
        using var stage = new Stage(options, Math.Min(editsPerClient, 1 << 16));
        await stage.JoinAsync(ct);

        var window = new Window(stage.Measurement, new ServerProcess(options.ServerPids));
        var writers = stage.Writers();
        var sendLag = new LatencyHistogram();
        var warmUpCalls = (long)(options.WarmUp.TotalSeconds * options.Rate);
        await Pacer.RunAsync(options.Rate, total, (call, dueAt) =>
        {
            if (call == warmUpCalls)
                window.Open();
            writers[(int)(call % writers.Count)].SendEdit(dueAt);
            if (call >= warmUpCalls)
                sendLag.Record(Stopwatch.GetTimestamp() - dueAt);
        });
        window.Close();
        var missing = await stage.DrainAsync(ct);
        return window.Result(options) with
        {
            EditsSent = sendLag.Count,
            Missing = missing,
            SendLag = sendLag.Summarize(),
            Closed = stage.Closed(),
        };
    }
}
