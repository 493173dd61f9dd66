using CollabServer.LoadTool.Clients;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>One client of a busy document stops reading its socket; later it reads on, or comes back after the server closed it.</summary>
internal sealed class StoppedReader : Scenario
{
    public override string Name => "stopped-reader";

    public override string Description => "1 document, 20 clients, 1,000 edits/s; one more client stops reading while the rest go on";

    public override int Clients => 20;

    public override double Rate => 1000;

    public override TimeSpan Duration => TimeSpan.FromSeconds(20);

    public override async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct)
    {
        var editsPerClient = (int)(options.Rate * (options.WarmUp + options.Duration).TotalSeconds) + 2;
        using var stage = new Stage(options, Math.Min(editsPerClient, 1 << 16));
        using var strayMeasurement = new Measurement();
        // A reader outside the list: its late deliveries must not count as the server's latency.
        using var reader = new LoadClient(options.Dialect, stage.Documents[0].WithReader(), options.ClientsPerDocument, strayMeasurement);
        await stage.JoinAsync(ct);
        await reader.ConnectAsync(options.Server, ct);
        await reader.Synced;

        var window = new Window(stage.Measurement, new ServerProcess(options.ServerPids));
        var writers = stage.Writers();
        var warmUpCalls = (long)(options.WarmUp.TotalSeconds * options.Rate);
        await Pacer.RunAsync(options.Rate, options.WarmUp + options.Duration, (call, dueAt) =>
        {
            if (call == warmUpCalls)
            {
                window.Open();
                reader.StopReading();
            }
            writers[(int)(call % writers.Count)].SendEdit(dueAt);
        });
        window.Close();
        var missing = await stage.DrainAsync(ct);
        return window.Result(options) with
        {
            Missing = missing,
            Closed = stage.Closed(),
            Remark = await DescribeReturnAsync(stage.Documents[0], reader, options, ct),
        };
    }

    private static async Task<string> DescribeReturnAsync(LoadDocument document, LoadClient reader, LoadOptions options, CancellationToken ct)
    {
        reader.ResumeReading();
        await WaitForAllAsync(document, reader, ct);
        if (HasAll(document, reader))
            return "the reader read on and has everything";
        if (reader.CloseCode == 0)
            return "the reader read on and lacks edits";

        using var again = new LoadClient(options.Dialect, document.WithReader(), options.ClientsPerDocument, new Measurement());
        await again.ConnectAsync(options.Server, ct);
        await again.Synced.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, ct);
        await WaitForAllAsync(document, again, ct);
        var outcome = HasAll(document, again) ? "has everything" : "lacks edits";
        return $"the server closed the reader with {reader.CloseCode}; it came back and {outcome}";
    }

    private static async Task WaitForAllAsync(LoadDocument document, LoadClient reader, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        for (var i = 0; i < 100 && reader.CloseCode == 0 && !HasAll(document, reader); i++)
            await timer.WaitForNextTickAsync(ct);
    }

    private static bool HasAll(LoadDocument document, LoadClient reader) =>
        Enumerable.Range(0, document.Authors.Count).All(author => reader.EditsSeenOf(author) >= document.Authors[author].Made);
}
