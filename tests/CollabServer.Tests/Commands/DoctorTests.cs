using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using CollabServer.Commands;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CollabServer.Tests.Commands;

/// <summary>The command as somebody types it, beside a server that runs over the same file.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    // Recorded from Yjs 13.6.33: client 1 inserts "abc" into the text "t"; then "X" behind the "a".
    private static readonly byte[] InsertAbc = Convert.FromHexString("01010100040101740361626300");
    private static readonly byte[] InsertX = Convert.FromHexString("01010103c401000101015800");

    private readonly RunningServer _server = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        foreach (var name in (string[])["damaged", "sound/1", "sound/2"])
        {
            await ApplyAsync(name, InsertAbc);
            await ApplyAsync(name, InsertX);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Sound_documents_end_with_0()
    {
        Assert.Equal(0, (await RunAsync("sound/1")).Code);

        var (code, output, _) = await RunAsync("--all");
        Assert.Equal(0, code);
        Assert.EndsWith("3 documents: 3 sound, 0 damaged, 0 of them with loss.\n", output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Damage_ends_with_4_and_is_told_in_a_sentence_and_nothing_is_changed()
    {
        Damage();

        var (code, output, _) = await RunAsync("--all");

        Assert.Equal(4, code);
        Assert.Contains("DAMAGED  damaged: 2 log entries up to 2, 0 snapshots", output);
        Assert.Contains("loss: Entry 2 does not match its checksum.", output);
        Assert.Contains("3 documents: 2 sound, 1 damaged, 1 of them with loss.", output);
        Assert.Equal(0, (await RunAsync("sound/1")).Code);
        Assert.Equal(JsonValueKind.Null, (await SummaryAsync()).GetProperty("quarantine").ValueKind);
    }

    [Fact]
    public async Task Json_is_an_object_a_line_and_totals_at_the_end()
    {
        Damage();

        var (code, output, _) = await RunAsync("--all", "--json");

        Assert.Equal(4, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal(["damaged", "sound/1", "sound/2"], lines[..^1].Select(line => line.GetProperty("document").GetString()));
        Assert.False(lines[0].GetProperty("sound").GetBoolean());
        var finding = Assert.Single(lines[0].GetProperty("findings").EnumerateArray());
        Assert.Equal(("unreadable-entries", "loss", 2), (finding.GetProperty("kind").GetString(), finding.GetProperty("weight").GetString(), finding.GetProperty("firstSeq").GetInt64()));
        Assert.Equal((3, 1, 1), (lines[^1].GetProperty("documents").GetInt64(), lines[^1].GetProperty("damaged").GetInt64(), lines[^1].GetProperty("withLoss").GetInt64()));
    }

    [Fact]
    public async Task Repair_quarantines_a_document_that_lost_something_and_release_ends_it()
    {
        Damage();

        Assert.Contains("done: Quarantined.", (await RunAsync("damaged", "--repair")).Output);
        Assert.Contains("entry 2", (await SummaryAsync()).GetProperty("quarantine").GetProperty("reason").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("1 entries are lost", (await RunAsync("damaged", "--release")).Output);
        Assert.Equal(JsonValueKind.Null, (await SummaryAsync()).GetProperty("quarantine").ValueKind);

        await _server.RestartAsync();
        Assert.Equal("abc", await _server.Http.GetStringAsync("/api/documents/damaged/content?format=text", Ct));
        await ApplyAsync("damaged", InsertX);
        Assert.Equal("aXbc", await _server.Http.GetStringAsync("/api/documents/damaged/content?format=text", Ct));
    }

    [Fact]
    public async Task Repair_removes_a_damaged_checkpoint_that_the_log_stands_in_for()
    {
        Execute(
            """
            INSERT INTO document_snapshots (document_key, seq, state, state_bytes, checksum, kind, created_at)
            SELECT document_key, 2, x'00', 1, 0, 0, 0 FROM documents WHERE id = 'sound/1'
            """);
        Assert.Equal(4, (await RunAsync("sound/1")).Code);

        var (code, output, _) = await RunAsync("sound/1", "--repair");

        Assert.Equal(4, code);
        Assert.Contains("done: Removed 1 damaged checkpoints.", output);
        Assert.Equal(0, (await RunAsync("sound/1")).Code);
    }

    [Fact]
    public async Task Repair_sets_wrong_figures_right()
    {
        Execute("UPDATE documents SET log_bytes = log_bytes + 5, snapshot_seq = 1 WHERE id = 'sound/1'");
        Assert.Equal(4, (await RunAsync("sound/1")).Code);

        Assert.Contains("done: Set the size of the log and the newest snapshot right", (await RunAsync("sound/1", "--repair")).Output);
        Assert.Equal(0, (await RunAsync("sound/1")).Code);
    }

    [Theory]
    [InlineData("Name a document, or --all.")]
    [InlineData("Name a document or --all, not both.", "a", "--all")]
    [InlineData("Name one document, or --all.", "a", "b")]
    [InlineData("Documents are released one by one", "--all", "--release")]
    [InlineData("is no document id", "a/../b")]
    [InlineData("There is no document", "nobody")]
    public async Task A_wrong_command_line_ends_with_2_and_a_sentence(string sentence, params string[] words)
    {
        var (code, output, error) = await RunAsync(words);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(sentence, error);
    }

    [Fact]
    public async Task A_store_that_is_not_there_ends_with_3()
    {
        var (code, _, error) = await RunAsync("--all", $"--ConnectionStrings:Collab=Data Source={_server.DatabaseFile}.nowhere");

        Assert.Equal(3, code);
        Assert.Contains("migrate", error);
        Assert.False(File.Exists(_server.DatabaseFile + ".nowhere"));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CollabCommandLine.Create()
            .Parse(["doctor", $"--ConnectionStrings:Collab=Data Source={_server.DatabaseFile}", .. words])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Ct);
        return (code, output.ToString(), error.ToString());
    }

    private async Task<JsonElement> SummaryAsync() => await _server.Http.GetFromJsonAsync<JsonElement>("/api/documents/damaged", Ct);

    private async Task ApplyAsync(string name, byte[] update)
    {
        using var answer = await _server.Http.PostAsync($"/api/documents/{Uri.EscapeDataString(name)}/updates", new ByteArrayContent(update), Ct);
        answer.EnsureSuccessStatusCode();
    }

    private void Damage() => Execute(
        "UPDATE document_updates SET update_bytes = x'01010103c401000101015900' WHERE seq = 2 AND document_key = (SELECT document_key FROM documents WHERE id = 'damaged')");

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_server.DatabaseFile};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0);
    }
}
