using CollabServer.LoadTool.Clients;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>Clients that joined and do nothing: what one of them costs the server in memory.</summary>
internal sealed class IdleConnections(string name, string description, int clients, int documents) : Scenario
{
    /// <summary>Joined before the first reading, so that code and pools are not counted as connections.</summary>
    private const int WarmUpClients = 50;

    public override string Name => name;

    public override string Description => description;

    public override int Clients => clients;

    public override int Documents => documents;

    public override async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct)
    {
        using var warmUp = new Stage(options with { Clients = WarmUpClients, Documents = 10, DocumentPrefix = options.DocumentPrefix + "-warm" }, ringSize: 1);
        await warmUp.JoinAsync(ct);
        await Task.Delay(options.WarmUp, TimeProvider.System, ct);

        using var stage = new Stage(options, ringSize: 1);
        var window = new Window(stage.Measurement, new ServerProcess(options.ServerPids));
        window.Open();
        await stage.JoinAsync(ct);
        await Task.Delay(options.Duration, TimeProvider.System, ct);
        window.Close();
        return window.Result(options) with
        {
            ServerKilobytesPerClient = (window.ServerMegabytesAfter - window.ServerMegabytesBefore) * 1024 / stage.Clients.Count,
            Closed = stage.Closed(),
        };
    }
}
