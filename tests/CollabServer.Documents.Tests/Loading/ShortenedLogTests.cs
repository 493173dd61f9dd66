using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Testing;

namespace CollabServer.Documents.Tests.Loading;

/// <summary>A database that went back in time between two questions, as a fail-over to a standby that lags behind does.</summary>
public sealed class ShortenedLogTests
{
    private readonly InMemoryStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_that_lacks_what_the_catalogue_knew_is_asked_again_later_and_not_called_damaged()
    {
        var log = new LaggingLog(_store);
        await using (var before = new TestNode(_store))
        {
            using var handle = await before.OpenAsync();
            await handle.ApplyAsync(Updates.Typed(1, 0, "a"), UpdateEncoding.V1, author: null, UpdateOrigin.Api, Ct);
            await handle.ApplyAsync(Updates.Typed(1, 1, "b"), UpdateEncoding.V1, author: null, UpdateOrigin.Api, Ct);
        }

        await using var node = new TestNode(_store, log: log);
        log.EndsAt = 1;
        await Assert.ThrowsAsync<DocumentUnavailableException>(() => node.OpenAsync());
        Assert.Null((await _store.FindAsync(DocumentName.Parse("doc"), Ct))!.Quarantine);

        log.EndsAt = long.MaxValue;
        using var opened = await node.OpenAsync();
        Assert.Equal("ab", TestClient.TextOf((await opened.ReadStateAsync(UpdateEncoding.V1, Ct)).Update.Span));
    }

    private sealed class LaggingLog(IUpdateLog inner) : IUpdateLog
    {
        public long EndsAt { get; set; } = long.MaxValue;

        public Task<IReadOnlyList<AppendedBatch>> AppendAsync(IReadOnlyList<AppendBatch> batches, CancellationToken ct) => inner.AppendAsync(batches, ct);

        public IAsyncEnumerable<LoggedUpdate> ReadAsync(DocumentName document, long afterSeq, long throughSeq, CancellationToken ct) =>
            inner.ReadAsync(document, afterSeq, Math.Min(throughSeq, EndsAt), ct);
    }
}
