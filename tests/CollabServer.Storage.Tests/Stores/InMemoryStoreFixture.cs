using CollabServer.Documents;
using CollabServer.Testing;

namespace CollabServer.Storage.Tests.Stores;

public sealed class InMemoryStoreFixture : StoreFixture
{
    private readonly InMemoryStore _store = new();

    public override Task<OpenStore> OpenAnotherAsync() => Task.FromResult(new OpenStore(_store));

    public override Task DamageUpdateAsync(DocumentName document, long seq)
    {
        _store.DamageUpdate(document, seq);
        return Task.CompletedTask;
    }

    public override Task DamageUpdateAsync(DocumentName document, long seq, int bit) => DamageUpdateAsync(document, seq);

    public override Task RemoveUpdateAsync(DocumentName document, long seq)
    {
        _store.RemoveUpdate(document, seq);
        return Task.CompletedTask;
    }

    public override Task DamageSnapshotAsync(long snapshotId)
    {
        _store.DamageSnapshot(snapshotId);
        return Task.CompletedTask;
    }

    protected override Task<OpenStore> CreateAsync() => OpenAnotherAsync();
}
