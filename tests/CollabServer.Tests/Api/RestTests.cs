using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CollabServer.Tests.Api;

public sealed class RestTests(RunningServer server) : IClassFixture<RunningServer>
{
    // Recorded from Yjs 13.6.33: client 1 inserts "abc" into the text "t"; then "X" behind the "a".
    private static readonly byte[] InsertAbc = Convert.FromHexString("01010100040101740361626300");
    private static readonly byte[] InsertX = Convert.FromHexString("01010103c401000101015800");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("plain")]
    [InlineData("my room/1")]
    [InlineData("caf\u00e9/😀")]
    [InlineData("a%2Fb")]
    [InlineData("100%")]
    [InlineData("__proto__")]
    [InlineData("?x=1#y")]
    public async Task A_document_is_found_under_the_name_it_was_written_under(string name)
    {
        var applied = await ApplyAsync(name, InsertAbc);
        Assert.Equal(1, applied.GetProperty("seq").GetInt64());

        var summary = await server.Http.GetFromJsonAsync<JsonElement>(Path(name), Ct);
        Assert.Equal(name, summary.GetProperty("id").GetString());
        Assert.Equal("abc", await server.Http.GetStringAsync(Path(name, "content?format=text"), Ct));
    }

    // A proxy that guards paths normalizes them, or does not: both readings of an address must lead to one document, or to none.
    [Theory]
    [InlineData("/x/../api/documents/dots")]
    [InlineData("/api/documents/other/%2e%2e/dots")]
    public async Task An_address_with_dot_segments_names_no_document(string target)
    {
        await ApplyAsync("dots", InsertAbc);

        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Ct);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: close\r\n\r\n"), Ct);
        using var answer = new StreamReader(client.GetStream());

        Assert.StartsWith("HTTP/1.1 400 ", await answer.ReadToEndAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_is_known_already_changes_nothing_and_is_answered_with_the_newest_entry()
    {
        await ApplyAsync("repeated", InsertAbc);
        var second = await ApplyAsync("repeated", InsertAbc);

        Assert.False(second.GetProperty("changed").GetBoolean());
        Assert.Equal(1, second.GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task The_first_edit_can_be_read_while_the_log_does_not_have_it_yet()
    {
        // Holds the store's write lock, so that the log has to wait.
        await using var locking = new SqliteConnection($"Data Source={server.DatabaseFile}");
        await locking.OpenAsync(Ct);
        await using var transaction = locking.BeginTransaction(deferred: false);
        var applied = ApplyAsync("unsaved", InsertAbc);

        string? text;
        do
        {
            using var response = await server.Http.GetAsync(Path("unsaved", "content?format=text"), Ct);
            text = response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(Ct) : null;
        }
        while (text is null && !applied.IsCompleted);

        Assert.Equal("abc", text);
        Assert.False(applied.IsCompleted);
        await transaction.RollbackAsync(Ct);
        Assert.Equal(1, (await applied).GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task A_document_that_is_open_but_was_never_written_is_not_there()
    {
        using var socket = await server.ConnectAsync("open-and-empty", Ct);
        await socket.ReceiveAsync(new byte[64].AsMemory(), Ct);

        using var response = await server.Http.GetAsync(Path("open-and-empty", "content"), Ct);

        await AssertProblemAsync(response, 404);
    }

    [Fact]
    public async Task A_version_shows_the_document_as_it_was_in_every_format_and_can_be_restored()
    {
        await ApplyAsync("versions", InsertAbc);
        var named = await PostAsync("versions", "versions", new { label = "first" }, HttpStatusCode.Created);
        var version = named.GetProperty("id").GetInt64();
        await ApplyAsync("versions", InsertX);
        Assert.Equal("aXbc", await server.Http.GetStringAsync(Path("versions", "content?format=text"), Ct));

        Assert.Equal("abc", await server.Http.GetStringAsync(Path("versions", $"content?format=text&root=t&version={version}"), Ct));
        Assert.Equal("""{"t":"abc"}""", await server.Http.GetStringAsync(Path("versions", $"content?version={version}"), Ct));
        Assert.Equal(InsertAbc, await server.Http.GetByteArrayAsync(Path("versions", $"content?format=update&version={version}"), Ct));

        var restored = await PostAsync("versions", "restore", new { version }, HttpStatusCode.OK);
        Assert.True(restored.GetProperty("changed").GetBoolean());
        Assert.Equal("abc", await server.Http.GetStringAsync(Path("versions", "content?format=text"), Ct));

        var safety = restored.GetProperty("safetyVersion").GetProperty("id").GetInt64();
        await PostAsync("versions", "restore", new { version = safety }, HttpStatusCode.OK);
        Assert.Equal("aXbc", await server.Http.GetStringAsync(Path("versions", "content?format=text"), Ct));

        var list = await server.Http.GetFromJsonAsync<JsonElement>(Path("versions", "versions"), Ct);
        Assert.Equal(["before-restore", "before-restore", "version"], list.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Listing_goes_page_by_page_through_the_names_with_a_prefix()
    {
        foreach (var name in new[] { "list/b", "list/a", "list/c", "lisu" })
        {
            await ApplyAsync(name, InsertAbc);
        }

        var first = await server.Http.GetFromJsonAsync<JsonElement>("/api/documents?prefix=list/&limit=2", Ct);
        Assert.Equal(["list/a", "list/b"], Ids(first));
        Assert.Equal("list/b", first.GetProperty("next").GetString());

        var second = await server.Http.GetFromJsonAsync<JsonElement>("/api/documents?prefix=list/&limit=2&after=list/b", Ct);
        Assert.Equal(["list/c"], Ids(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("GET", "/api/documents/nowhere", 404)]
    [InlineData("GET", "/api/documents/nowhere/content", 404)]
    [InlineData("GET", "/api/documents/nowhere/content?format=pdf", 400)]
    [InlineData("GET", "/api/documents/nowhere/content?encoding=v3", 400)]
    [InlineData("GET", "/api/documents/nowhere/content?version=x", 400)]
    [InlineData("GET", "/api/documents/nowhere/versions/7", 404)]
    [InlineData("POST", "/api/documents/nowhere/versions", 400)]
    [InlineData("GET", "/api/documents/a%2F..%2Fb", 400)]
    [InlineData("GET", "/api/documents/%01", 400)]
    [InlineData("GET", "/api/documents/%C3", 400)]
    [InlineData("GET", "/api/nothing", 404)]
    public async Task A_request_that_cannot_be_served_says_why(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = JsonContent.Create(new { });
        }

        using var response = await server.Http.SendAsync(request, Ct);
        await AssertProblemAsync(response, status);
    }

    [Fact]
    public async Task Naming_a_version_of_a_document_that_was_never_written_is_refused()
    {
        using var response = await server.Http.PostAsJsonAsync(Path("unwritten", "versions"), new { label = "x" }, Ct);
        await AssertProblemAsync(response, 404);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public async Task A_label_that_nobody_could_read_or_no_store_could_keep_is_refused(string label)
    {
        await ApplyAsync("labels", InsertAbc);
        using var response = await server.Http.PostAsJsonAsync(Path("labels", "versions"), new { label }, Ct);

        await AssertProblemAsync(response, 400);
    }

    [Fact]
    public async Task Restoring_an_unknown_version_is_refused_and_changes_nothing()
    {
        await ApplyAsync("unrestored", InsertAbc);
        using var response = await server.Http.PostAsJsonAsync(Path("unrestored", "restore"), new { version = 123456 }, Ct);

        await AssertProblemAsync(response, 404);
        var summary = await server.Http.GetFromJsonAsync<JsonElement>(Path("unrestored"), Ct);
        Assert.Equal(1, summary.GetProperty("lastSeq").GetInt64());
    }

    [Theory]
    [InlineData("0101", 422)]
    [InlineData("", 422)]
    public async Task A_malformed_update_is_refused_and_creates_nothing(string hex, int status)
    {
        using var response = await server.Http.PostAsync(Path("malformed", "updates"), Octets(Convert.FromHexString(hex)), Ct);

        await AssertProblemAsync(response, status);
        using var found = await server.Http.GetAsync(Path("malformed"), Ct);
        Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
    }

    [Fact]
    public async Task An_update_above_the_limit_is_refused()
    {
        using var response = await server.Http.PostAsync(Path("large", "updates"), Octets(new byte[65537]), Ct);
        await AssertProblemAsync(response, 413);
    }

    [Fact]
    public async Task Pages_of_other_sites_may_not_use_the_api()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/documents");
        request.Headers.Add("Origin", "https://evil.test");

        using var response = await server.Http.SendAsync(request, Ct);
        await AssertProblemAsync(response, 403);
    }

    [Fact]
    public async Task The_OpenAPI_document_names_every_path_of_the_api()
    {
        var document = await server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name);

        Assert.Superset(
            new HashSet<string>
            {
                "/api/documents", "/api/documents/{id}", "/api/documents/{id}/content", "/api/documents/{id}/updates", "/api/documents/{id}/versions",
                "/api/documents/{id}/versions/{version}", "/api/documents/{id}/restore", "/api/documents/{id}/sessions",
            },
            paths.ToHashSet());
    }

    private static string Path(string name, string? rest = null) => $"/api/documents/{Uri.EscapeDataString(name)}{(rest is null ? "" : "/" + rest)}";

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("documents").EnumerateArray().Select(document => document.GetProperty("id").GetString());

    private static ByteArrayContent Octets(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("title").GetString()));
    }

    private async Task<JsonElement> ApplyAsync(string name, byte[] update)
    {
        using var response = await server.Http.PostAsync(Path(name, "updates"), Octets(update), Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private async Task<JsonElement> PostAsync(string name, string rest, object body, HttpStatusCode expected)
    {
        using var response = await server.Http.PostAsJsonAsync(Path(name, rest), body, Ct);
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }
}
