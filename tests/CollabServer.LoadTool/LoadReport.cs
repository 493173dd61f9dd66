using System.Globalization;

namespace CollabServer.LoadTool;

/// <summary>The result for people: one line per figure that applies.</summary>
internal static class LoadReport
{
    public static void Write(LoadResult result, TextWriter output)
    {
        output.WriteLine(Text($"{result.Scenario} ({result.Dialect}): {result.Documents} documents, {result.Clients} clients"));
        Line(output, "measured", result.Seconds, "0.0 s");
        Line(output, "sent", result.EditsSent, "#,0");
        Line(output, "deliveries", result.Deliveries, "#,0");
        Line(output, "deliveries/s", result.DeliveriesPerSecond, "#,0");
        Line(output, "messages received", result.MessagesReceived, "#,0");
        Line(output, "missing", result.Missing, "#,0");
        Line(output, "latency", result.Latency);
        Line(output, "ack, applied", result.AckApplied);
        Line(output, "ack, durable", result.AckDurable);
        Line(output, "time to content", result.TimeToContent);
        Line(output, "server CPU", result.ServerCpuSeconds, "0.00 s");
        Line(output, "server CPU/million", result.ServerCpuSecondsPerMillion, "0.0 s");
        Line(output, "server memory before", result.ServerMegabytesBefore, "0.0 MB");
        Line(output, "server memory after", result.ServerMegabytesAfter, "0.0 MB");
        Line(output, "memory per client", result.ServerKilobytesPerClient, "0.0 kB");
        Line(output, "generator CPU", result.GeneratorCpuSeconds, "0.00 s");
        Line(output, "generator send lag", result.SendLag);
        if (result.Closed is { Count: > 0 } closed)
            Line(output, "closed by server", string.Join(", ", closed.Select(static pair => $"{pair.Value}× {pair.Key}")));
        Line(output, "remark", result.Remark);
    }

    private static void Line(TextWriter output, string name, IFormattable? value, string format)
    {
        if (value is not null)
            Line(output, name, value.ToString(format, CultureInfo.InvariantCulture));
    }

    private static void Line(TextWriter output, string name, object? value)
    {
        if (value is not null)
            output.WriteLine(Text($"  {name,-22}{value}"));
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
