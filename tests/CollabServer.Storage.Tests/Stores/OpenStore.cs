using CollabServer.Documents.Catalog;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Storage.Tests.Stores;

/// <summary>The three ports as one server sees them. Several can be open over the same data.</summary>
public sealed class OpenStore(IUpdateLog log, ISnapshotStore snapshots, IDocumentCatalog catalog, IAsyncDisposable? owner) : IAsyncDisposable
{
    public IUpdateLog Log { get; } = log;

    public ISnapshotStore Snapshots { get; } = snapshots;

    public IDocumentCatalog Catalog { get; } = catalog;

    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
