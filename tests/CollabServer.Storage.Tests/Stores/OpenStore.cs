using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Log;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Snapshots;
using CollabServer.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CollabServer.Storage.Tests.Stores;

/// <summary>The ports as one server sees them. Several can be open over the same data.</summary>
public sealed class OpenStore : IAsyncDisposable
{
    private readonly IAsyncDisposable? _owner;

    public OpenStore(ServiceProvider services)
    {
        Log = services.GetRequiredService<IUpdateLog>();
        Snapshots = services.GetRequiredService<ISnapshotStore>();
        Catalog = services.GetRequiredService<IDocumentCatalog>();
        Quarantine = services.GetRequiredService<IQuarantineRegister>();
        Trimming = services.GetRequiredService<IHistoryTrimming>();
        Measure = services.GetRequiredService<ILogMeasure>();
        _owner = services;
    }

    public OpenStore(InMemoryStore store)
    {
        (Log, Snapshots, Catalog) = (store, store, store);
        (Quarantine, Trimming, Measure) = (store, store, store);
    }

    public IUpdateLog Log { get; }

    public ISnapshotStore Snapshots { get; }

    public IDocumentCatalog Catalog { get; }

    public IQuarantineRegister Quarantine { get; }

    public IHistoryTrimming Trimming { get; }

    public ILogMeasure Measure { get; }

    public ValueTask DisposeAsync() => _owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
