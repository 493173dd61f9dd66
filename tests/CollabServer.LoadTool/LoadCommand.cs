using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization;
using CollabServer.LoadTool.Dialects;
using CollabServer.LoadTool.Scenarios;

namespace CollabServer.LoadTool;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    private static readonly JsonSerializerOptions ResultFormat = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static RootCommand Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "where the server listens, up to the document name: ws://127.0.0.1:5000/ws/doc/",
            Required = true,
            CustomParser = static result => ParseUrl(result),
        };
        var scenario = new Option<string>("--scenario") { Description = "what to do (see below)", Required = true };
        scenario.AcceptOnlyFromAmong([.. ScenarioTable.All.Select(static s => s.Name)]);
        var dialect = new Option<string>("--dialect") { Description = "how to talk to it", DefaultValueFactory = static _ => "native" };
        dialect.AcceptOnlyFromAmong([.. LoadDialect.Names]);
        var clients = new Option<int?>("--clients") { Description = "clients in all documents together" };
        var documents = new Option<int?>("--documents") { Description = "documents" };
        var rate = new Option<double?>("--rate") { Description = "edits per second in all documents together" };
        var duration = new Option<double?>("--duration") { Description = "seconds to measure" };
        var warmUp = new Option<double?>("--warm-up") { Description = "seconds before that" };
        var writers = new Option<int?>("--writers") { Description = "clients per document that write; 0 is all" };
        var editLength = new Option<int>("--edit-length") { Description = "characters an edit inserts", DefaultValueFactory = static _ => 1 };
        var window = new Option<int?>("--window") { Description = "flat out: edits of one writer under way" };
        var serverPid = new Option<int[]>("--server-pid") { Description = "process of the server; may be given several times (server, database)" };
        var document = new Option<string?>("--document") { Description = "prefix of document names; by default a new one for each run" };
        var trace = new Option<string?>("--trace") { Description = "folder of a recorded trace (seed, cold-open)" };
        var merged = new Option<bool>("--merged") { Description = "seed: the final state as one update instead of the stream" };
        var json = new Option<FileInfo?>("--json") { Description = "also write the result to this file" };

        var command = new RootCommand(
            "Loads a collaboration server and reports what it did.\n\nScenarios:\n"
            + string.Join('\n', ScenarioTable.All.Select(static s => $"  {s.Name,-16}{s.Description}")))
        {
            url, scenario, dialect, clients, documents, rate, duration, warmUp, writers, editLength, window, serverPid, document, trace, merged, json,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var chosen = ScenarioTable.ByName(parsed.GetRequiredValue(scenario));
            var options = new LoadOptions
            {
                Server = parsed.GetRequiredValue(url),
                Scenario = chosen,
                Dialect = LoadDialect.ByName(parsed.GetRequiredValue(dialect)),
                Clients = parsed.GetValue(clients) ?? chosen.Clients,
                Documents = parsed.GetValue(documents) ?? chosen.Documents,
                Rate = parsed.GetValue(rate) ?? chosen.Rate,
                Duration = Seconds(parsed.GetValue(duration)) ?? chosen.Duration,
                WarmUp = Seconds(parsed.GetValue(warmUp)) ?? chosen.WarmUp,
                Writers = parsed.GetValue(writers) ?? chosen.Writers,
                EditLength = parsed.GetRequiredValue(editLength),
                Window = parsed.GetValue(window) ?? chosen.Window,
                ServerPids = parsed.GetValue(serverPid) ?? [],
                DocumentPrefix = parsed.GetValue(document) ?? $"load-{Guid.NewGuid():N}"[..13],
                Trace = parsed.GetValue(trace),
                Merged = parsed.GetValue(merged),
            };
            var result = await chosen.RunAsync(options, ct);
            LoadReport.Write(result, Console.Out);
            if (parsed.GetValue(json) is { } file)
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(result, ResultFormat), ct);
            return 0;
        });
        return command;
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeWs)
            return url;
        result.AddError($"{result.Tokens[0].Value} is no ws:// address");
        return null;
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
