using System.Diagnostics;

namespace CollabServer.LoadTool.Measurements;

/// <summary>The measured stretch of a run: counters at its start and its end.</summary>
internal sealed class Window(Measurement measurement, ServerProcess server)
{
    private Reading _start;
    private Reading _end;

    public void Open()
    {
        measurement.Open();
        _start = Read();
    }

    public void Close()
    {
        _end = Read();
        measurement.Close();
    }

    public double Seconds => Stopwatch.GetElapsedTime(_start.Timestamp, _end.Timestamp).TotalSeconds;

    public long Deliveries => _end.Deliveries - _start.Deliveries;

    public long Messages => _end.Messages - _start.Messages;

    public double GeneratorCpuSeconds => (_end.OwnCpu - _start.OwnCpu).TotalSeconds;

    public double? ServerCpuSeconds => server.IsKnown ? _end.ServerCpu - _start.ServerCpu : null;

    public double? ServerMegabytesBefore => server.IsKnown ? _start.ServerMegabytes : null;

    public double? ServerMegabytesAfter => server.IsKnown ? _end.ServerMegabytes : null;

    private Reading Read() => new(
        Stopwatch.GetTimestamp(),
        measurement.Deliveries,
        measurement.Messages,
        Environment.CpuUsage.TotalTime,
        server.CpuSeconds,
        server.ResidentMegabytes);

    /// <summary>The result with everything filled in that the window and the clients know.</summary>
    public LoadResult Result(LoadOptions options) => new()
    {
        Scenario = options.Scenario.Name,
        Dialect = options.Dialect.Name,
        Documents = options.Documents,
        Clients = options.Clients,
        Rate = options.Rate > 0 ? options.Rate : null,
        Seconds = Seconds,
        Deliveries = Deliveries,
        DeliveriesPerSecond = Deliveries / Seconds,
        MessagesReceived = Messages,
        Latency = measurement.Summarize(static tally => tally.Delivery),
        AckApplied = measurement.Summarize(static tally => tally.AckApplied),
        AckDurable = measurement.Summarize(static tally => tally.AckDurable),
        ServerCpuSeconds = ServerCpuSeconds,
        ServerCpuSecondsPerMillion = Deliveries > 0 ? ServerCpuSeconds / Deliveries * 1e6 : null,
        ServerMegabytesBefore = ServerMegabytesBefore,
        ServerMegabytesAfter = ServerMegabytesAfter,
        GeneratorCpuSeconds = GeneratorCpuSeconds,
    };

    private readonly record struct Reading(
        long Timestamp, long Deliveries, long Messages, TimeSpan OwnCpu, double ServerCpu, double ServerMegabytes);
}
