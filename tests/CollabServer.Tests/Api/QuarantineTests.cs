using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CollabServer.Tests.Api;

public sealed class QuarantineTests(RunningServer server) : IClassFixture<RunningServer>
{
    // Recorded from Yjs 13.6.33: client 1 inserts "abc" into the text "t"; then "X" behind the "a".
    private static readonly byte[] InsertAbc = Convert.FromHexString("01010100040101740361626300");
    private static readonly byte[] InsertX = Convert.FromHexString("01010103c401000101015800");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_document_shows_it_can_be_read_and_not_changed_until_it_is_released()
    {
        await ApplyAsync("damaged", InsertAbc);
        await ApplyAsync("damaged", InsertX);
        await ApplyAsync("sound", InsertAbc);
        Execute("UPDATE document_updates SET update_bytes = x'01010103c401000101015900' WHERE seq = 2");
        await server.RestartAsync();

        Assert.Equal("abc", await server.Http.GetStringAsync("/api/documents/damaged/content?format=text", Ct));
        Assert.Equal(HttpStatusCode.Locked, (await PostAsync("damaged", InsertX)).StatusCode);
        Assert.Equal(HttpStatusCode.Locked, (await server.Http.PostAsJsonAsync("/api/documents/damaged/versions", new { label = "v" }, Ct)).StatusCode);
        Assert.Contains("entry 2", (await SummaryAsync("damaged")).GetProperty("quarantine").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, (await SummaryAsync("sound")).GetProperty("quarantine").ValueKind);

        Assert.Equal(("Healthy", 1), await ReadyAsync());
        var released = await ReleaseAsync("damaged");
        var answer = await released.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(2, Assert.Single(answer.GetProperty("lost").EnumerateArray()).GetProperty("firstSeq").GetInt64());
        Assert.Equal("version", answer.GetProperty("version").GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, (await SummaryAsync("damaged")).GetProperty("quarantine").ValueKind);

        Assert.True((await ApplyAsync("damaged", InsertX)).GetProperty("changed").GetBoolean());
        Assert.Equal("aXbc", await server.Http.GetStringAsync("/api/documents/damaged/content?format=text", Ct));
        Assert.Equal(HttpStatusCode.Conflict, (await ReleaseAsync("damaged")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ReleaseAsync("nobody")).StatusCode);
        Assert.Equal(("Healthy", 0), await ReadyAsync());
    }

    [Fact]
    public async Task A_moment_is_read_by_its_log_entry_and_says_so_when_it_was_thinned_away()
    {
        await ApplyAsync("moments", InsertAbc);
        await ApplyAsync("moments", InsertX);
        Assert.Equal("abc", await server.Http.GetStringAsync("/api/documents/moments/content?format=text&seq=1", Ct));
        Assert.Equal("aXbc", await server.Http.GetStringAsync("/api/documents/moments/content?format=text&seq=2", Ct));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync("/api/documents/moments/content?seq=3", Ct)).StatusCode);
        await server.Http.PostAsJsonAsync("/api/documents/moments/versions", new { label = "v" }, Ct);

        Execute("DELETE FROM document_updates WHERE document_key = (SELECT document_key FROM documents WHERE id = 'moments')");
        Execute("UPDATE documents SET trimmed_through = 2 WHERE id = 'moments'");

        Assert.Equal("aXbc", await server.Http.GetStringAsync("/api/documents/moments/content?format=text&seq=2", Ct));
        using var gone = await server.Http.GetAsync("/api/documents/moments/content?seq=1", Ct);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.Contains("thinned away", await gone.Content.ReadAsStringAsync(Ct));
    }

    private async Task<JsonElement> SummaryAsync(string name) => await server.Http.GetFromJsonAsync<JsonElement>($"/api/documents/{name}", Ct);

    private async Task<(string? Status, long Quarantined)> ReadyAsync()
    {
        var answer = await server.Http.GetFromJsonAsync<JsonElement>("/health/ready", Ct);
        return (answer.GetProperty("status").GetString(), answer.GetProperty("quarantinedDocuments").GetInt64());
    }

    private Task<HttpResponseMessage> ReleaseAsync(string name) => server.Http.DeleteAsync($"/api/documents/{name}/quarantine", Ct);

    private Task<HttpResponseMessage> PostAsync(string name, byte[] update) =>
        server.Http.PostAsync($"/api/documents/{name}/updates", new ByteArrayContent(update), Ct);

    private async Task<JsonElement> ApplyAsync(string name, byte[] update)
    {
        using var answer = await PostAsync(name, update);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={server.DatabaseFile};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0);
    }
}
