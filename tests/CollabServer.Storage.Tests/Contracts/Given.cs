using CollabServer.Documents;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>Data for tests. What a storage port keeps is opaque to it, so the bytes are no real updates.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2031, 7, 1, 12, 0, 0, TimeSpan.Zero);

    public static DocumentName Name(string suffix = "") => DocumentName.Parse($"contract/{Guid.NewGuid():N}{suffix}");

    public static NewUpdate Update(params byte[] bytes) => new(bytes, Author: null, ClientId: 7, Noon, UpdateOrigin.Client);

    public static NewUpdate[] Updates(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Update([(byte)i, (byte)(i >> 8), 1, 2, 3]))];

    public static AppendBatch Batch(DocumentName document, params NewUpdate[] updates) =>
        new(document, Guid.NewGuid(), Guid.NewGuid(), KnownSeq: 0, updates);

    public static NewSnapshot Snapshot(
        DocumentName document, long seq, SnapshotKind kind = SnapshotKind.Checkpoint, byte[]? state = null, string? label = null) =>
        new(document, seq, state ?? [1, 2, 3, 4, 5, 6, 7, 8], kind, label, CreatedBy: null, Noon);

    public static async Task<AppendedBatch> AppendAsync(this IUpdateLog log, AppendBatch batch) =>
        Assert.Single(await log.AppendAsync([batch], TestContext.Current.CancellationToken));

    public static async Task<List<LoggedUpdate>> ReadAllAsync(this IUpdateLog log, DocumentName document, long afterSeq = 0, long throughSeq = long.MaxValue) =>
        await log.ReadAsync(document, afterSeq, throughSeq, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
}
