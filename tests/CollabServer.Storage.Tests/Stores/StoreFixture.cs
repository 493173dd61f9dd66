using CollabServer.Documents;

namespace CollabServer.Storage.Tests.Stores;

/// <summary>Data for the tests of one class, and ways to damage it that no port offers.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1);
    private OpenStore? _store;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The store that the tests of the class share. Made at the first call, in a test, which can be skipped where a fixture could not.</summary>
    public async Task<OpenStore> SharedAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _store ??= await CreateAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Another server over the same data.</summary>
    public abstract Task<OpenStore> OpenAnotherAsync();

    /// <summary>Flips a bit in the bytes of a logged update.</summary>
    public abstract Task DamageUpdateAsync(DocumentName document, long seq);

    /// <summary>Flips that bit, counted round the update's bytes.</summary>
    public abstract Task DamageUpdateAsync(DocumentName document, long seq, int bit);

    public abstract Task RemoveUpdateAsync(DocumentName document, long seq);

    /// <summary>Flips a bit in the stored state.</summary>
    public abstract Task DamageSnapshotAsync(long snapshotId);

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await DeleteAsync();
        _gate.Dispose();
    }

    /// <summary>Makes an empty store and opens it.</summary>
    protected abstract Task<OpenStore> CreateAsync();

    protected virtual Task DeleteAsync() => Task.CompletedTask;
}
