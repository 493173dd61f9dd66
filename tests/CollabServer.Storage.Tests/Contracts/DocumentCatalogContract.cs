using System.Text;
using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What every <see cref="IDocumentCatalog"/> keeps.</summary>
public abstract class DocumentCatalogContract(StoreFixture fixture) : IAsyncLifetime
{
    private OpenStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_unknown_document_is_not_found() => Assert.Null(await _store.Catalog.FindAsync(Given.Name(), Ct));

    [Fact]
    public async Task The_record_tells_what_was_appended()
    {
        var batch = Given.Batch(Given.Name(), Given.Update(1, 2, 3) with { AcceptedAt = Given.Noon.AddTicks(7) }, Given.Update(4, 5));
        await _store.Log.AppendAsync(batch);
        await _store.Log.AppendAsync(Given.Batch(batch.Document, Given.Update(6) with { AcceptedAt = Given.Noon.AddMinutes(2) }, Given.Update(7)));

        var record = await _store.Catalog.FindAsync(batch.Document, Ct);

        Assert.Equal(
            new DocumentRecord(batch.Document, batch.Generation, Given.Noon, Given.Noon.AddMinutes(2), LastSeq: 4, SnapshotSeq: 0, LogBytes: 7), record);
    }

    [Fact]
    public async Task Of_many_names_those_that_exist_are_found()
    {
        var names = Enumerable.Range(0, 2_500).Select(_ => Given.Name()).ToArray();
        DocumentName[] existing = [names[0], names[1_234], names[^1]];
        await _store.Log.AppendAsync([.. existing.Select(name => Given.Batch(name, Given.Update(1), Given.Update(2)))], Ct);

        var found = await _store.Catalog.FindAllAsync(names, Ct);

        Assert.Equal(existing.Select(name => name.Value).Order(StringComparer.Ordinal), found.Select(record => record.Name.Value).Order(StringComparer.Ordinal));
        Assert.All(found, record => Assert.Equal(2, record.LastSeq));
        Assert.Empty(await _store.Catalog.FindAllAsync([], Ct));
    }

    [Fact]
    public async Task A_repeated_batch_does_not_change_the_record()
    {
        var batch = Given.Batch(Given.Name(), Given.Updates(3));
        await _store.Log.AppendAsync(batch);
        var before = await _store.Catalog.FindAsync(batch.Document, Ct);

        await _store.Log.AppendAsync(batch);

        Assert.Equal(before, await _store.Catalog.FindAsync(batch.Document, Ct));
    }

    [Fact]
    public async Task Names_are_listed_in_the_order_of_code_points()
    {
        // U+FF01 comes before the fox, U+1F98A, but after it by UTF-16 units; no locale sorts B before a.
        string[] expected = ["-", "B", "Z", "_", "a", "b", "z", "Ä", "ä", "文", "！", "🦊"];
        var folder = await FolderAsync([.. expected.Reverse()]);

        Assert.Equal(expected.Select(name => folder + name), await NamesAsync(folder));
        Assert.Equal(expected, expected.OrderBy(name => Convert.ToHexString(Encoding.UTF8.GetBytes(name)), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("%", new[] { "%", "%a" })]
    [InlineData("_", new[] { "_", "_a" })]
    [InlineData("\\", new[] { "\\", "\\%" })]
    [InlineData("*", new string[0])]
    [InlineData("a", new[] { "a", "aa", "a🦊" })]
    [InlineData("A", new[] { "A" })]
    [InlineData("a🦊", new[] { "a🦊" })]
    [InlineData("\U000E0030", new string[0])]
    public async Task A_prefix_means_itself_and_nothing_else(string prefix, string[] expected)
    {
        var folder = await FolderAsync("%", "%a", "_", "_a", "\\", "\\%", "a", "aa", "a🦊", "A", "b", "🦊");

        Assert.Equal(expected.Select(name => folder + name), await NamesAsync(folder + prefix));
    }

    [Fact]
    public async Task Pages_continue_after_the_last_name()
    {
        var folder = await FolderAsync("a", "b", "c", "d", "e");

        var first = await NamesAsync(folder, limit: 2);
        var second = await NamesAsync(folder, after: first[^1], limit: 2);
        var third = await NamesAsync(folder, after: second[^1], limit: 2);

        Assert.Equal([folder + "a", folder + "b", folder + "c", folder + "d", folder + "e"], first.Concat(second).Concat(third));
    }

    [Fact]
    public async Task A_page_may_continue_after_a_name_that_does_not_exist()
    {
        var folder = await FolderAsync("a", "c");

        Assert.Equal([folder + "c"], await NamesAsync(folder, after: folder + "b"));
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0xD800)]
    public async Task Text_that_no_name_contains_finds_nothing(int unit)
    {
        var text = $"a{(char)unit}";
        var folder = await FolderAsync("a");

        Assert.Empty(await NamesAsync(folder + text));
        Assert.Empty(await NamesAsync(folder, after: folder + text));
    }

    [Fact]
    public async Task An_empty_prefix_lists_everything()
    {
        await FolderAsync("a", "b");

        Assert.True((await NamesAsync("", limit: 1000)).Count >= 2);
    }

    [Fact]
    public async Task A_limit_below_one_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _store.Catalog.ListAsync("", after: null, 0, Ct));

    private async Task<IReadOnlyList<string>> NamesAsync(string prefix, string? after = null, int limit = 100) =>
        [.. (await _store.Catalog.ListAsync(prefix, after, limit, Ct)).Select(record => record.Name.Value)];

    /// <returns>A prefix that no other test uses, with documents under it.</returns>
    private async Task<string> FolderAsync(params string[] names)
    {
        var folder = Given.Name().Value + "/";
        await _store.Log.AppendAsync([.. names.Select(name => Given.Batch(DocumentName.Parse(folder + name), Given.Update(1)))], Ct);
        return folder;
    }
}
