using System.Diagnostics;
using CollabServer.LoadTool.Clients;
using CollabServer.LoadTool.Measurements;

namespace CollabServer.LoadTool.Scenarios;

/// <summary>
/// Writers send as fast as their edits come out at one other client of the document: a closed loop with a window, so that no server is
/// drowned in a queue it never agreed to.
/// </summary>
internal sealed class FlatOutEditing(string name, string description, int clients, int documents, int writers, int editsUnderWay) : Scenario
{
    /// <summary>Edits that may share one system call, as they would on a real network.</summary>
    private const int Burst = 16;

    /// <summary>How far the slowest reader may be behind before its latencies are wrong; deliveries are counted all the same.</summary>
    private const int RingSize = 1 << 17;

    public override string Name => name;

    public override string Description => description;

    public override int Clients => clients;

    public override int Documents => documents;

    public override int Writers => writers;

    public override int Window => editsUnderWay;

    public override async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct)
    {
        using var stage = new Stage(options, RingSize / Math.Max(1, options.Documents / 10));
        await stage.JoinAsync(ct);
        var window = new Window(stage.Measurement, new ServerProcess(options.ServerPids));
        using var end = new CancellationTokenSource(options.WarmUp + options.Duration, TimeProvider.System);
        var writing = stage.Writers().Select(writer => WriteAsync(writer, Monitor(stage, writer), options.Window, end.Token)).ToList();

        await Task.Delay(options.WarmUp, TimeProvider.System, ct);
        window.Open();
        await Task.Delay(options.Duration - TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
        window.Close();
        await Task.WhenAll(writing);
        var missing = await stage.DrainAsync(ct);
        return window.Result(options) with { EditsSent = stage.Documents.Sum(static d => d.Authors.Sum(static a => a.Made)), Missing = missing, Closed = stage.Closed() };
    }

    /// <summary>The client whose sight of the writer's edits opens the writer's window: the next one in the document.</summary>
    private static LoadClient Monitor(Stage stage, LoadClient writer)
    {
        var peers = stage.Clients.FindAll(client => client.Document == writer.Document);
        return peers[(peers.IndexOf(writer) + 1) % peers.Count];
    }

    private static async Task WriteAsync(LoadClient writer, LoadClient monitor, int window, CancellationToken end)
    {
        // Not disposed: edits go on arriving, and opening the window, after the writer has stopped.
        var room = new SemaphoreSlim(window);
        var author = (int)(writer.ClientId - monitor.FirstClientId);
        monitor.EditsSeen += (seenAuthor, edits) =>
        {
            if (seenAuthor == author)
                room.Release(edits);
        };
        try
        {
            while (true)
            {
                await room.WaitAsync(end);
                writer.AddEdit(Stopwatch.GetTimestamp());
                for (var i = 1; i < Burst && room.Wait(0, CancellationToken.None); i++)
                    writer.AddEdit(Stopwatch.GetTimestamp());
                await writer.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Time is up.
        }
    }
}
