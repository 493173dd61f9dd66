using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Directory;

/// <summary>An operator lowers limits while there are documents above them: what was accepted once can always be read.</summary>
public sealed class LoweredLimitTests
{
    private readonly InMemoryStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pending_edits_above_a_lowered_limit_are_still_loaded_and_completed(bool fromSnapshot)
    {
        await using (var before = new TestNode(_store))
        {
            // Waits for the beginning, which never came.
            await ApplyAsync(before, Updates.Typed(1, 1, new string('x', 5_000)));
            if (fromSnapshot)
            {
                using var handle = await before.OpenAsync();
                await handle.SaveVersionAsync("v", createdBy: null, Ct);
            }
        }

        await using var after = new TestNode(_store, limits: limits => limits.MaxPendingBytes = 0);
        await ApplyAsync(after, Updates.Typed(1, 0, "a"));

        Assert.Equal("a" + new string('x', 5_000), await ReadAsync(after));
    }

    [Fact]
    public async Task A_document_above_a_lowered_limit_is_readable_and_takes_no_more()
    {
        await using (var before = new TestNode(_store))
        {
            await ApplyAsync(before, Updates.Typed(1, 0, new string('x', 5_000)));
        }

        await using var after = new TestNode(_store, limits: limits => limits.MaxDocumentBytes = 1_024);
        Assert.Equal(5_000, (await ReadAsync(after)).Length);
        var refused = await Assert.ThrowsAsync<CommandRefusedException>(() => ApplyAsync(after, Updates.Typed(2, 0, "y")));
        Assert.Equal(CommandRefusal.TooLarge, refused.Refusal);
    }

    [Fact]
    public async Task An_update_above_a_lowered_limit_is_still_loaded()
    {
        await using (var before = new TestNode(_store))
        {
            await ApplyAsync(before, Updates.Typed(1, 0, new string('x', 5_000)));
        }

        await using var after = new TestNode(_store, limits: limits => (limits.MaxUpdateBytes, limits.MaxUnsavedBytes) = (1_024, 1_024));
        Assert.Equal(5_000, (await ReadAsync(after)).Length);
    }

    [Fact]
    public async Task A_version_with_pending_edits_above_a_lowered_limit_can_be_restored()
    {
        long version;
        await using (var before = new TestNode(_store))
        {
            await ApplyAsync(before, Updates.Typed(2, 0, "shown"));
            await ApplyAsync(before, Updates.Typed(1, 1, new string('x', 5_000)));
            using var handle = await before.OpenAsync();
            version = (await handle.SaveVersionAsync("v", createdBy: null, Ct)).Id;
            await ApplyAsync(before, Updates.Typed(2, 5, " more"));
        }

        await using var after = new TestNode(_store, limits: limits => limits.MaxPendingBytes = 0);
        var target = (await _store.FindAsync(DocumentName.Parse("doc"), version, Ct))!;
        using (var handle = await after.OpenAsync())
        {
            Assert.True((await handle.RestoreAsync(target.State, UpdateEncoding.V2, "safety", restoredBy: null, Ct)).Changed);
        }

        Assert.Equal("shown", await ReadAsync(after));
    }

    private static async Task ApplyAsync(TestNode node, ReadOnlyMemory<byte> update)
    {
        using var handle = await node.OpenAsync();
        await handle.ApplyAsync(update, UpdateEncoding.V1, author: null, UpdateOrigin.Api, Ct);
    }

    private static async Task<string> ReadAsync(TestNode node)
    {
        using var handle = await node.OpenAsync();
        return TestClient.TextOf((await handle.ReadStateAsync(UpdateEncoding.V1, Ct)).Update.Span);
    }
}
