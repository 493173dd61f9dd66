using CollabServer.Documents.Access;
using CollabServer.Documents.Actor;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log.Writing;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents;

/// <summary>Wires living documents. Whoever calls it also registers the ports of storage.</summary>
public static class DocumentsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="DocumentDirectory"/>. Bind <see cref="DocumentsOptions"/> and <see cref="DocumentLimits"/> to configuration, and
    /// register an <see cref="IAccessPolicy"/> of your own before or after to replace the open one.
    /// </summary>
    public static IServiceCollection AddCollabDocuments(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<DocumentsOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<HistoryOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DocumentLimits>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSeams();
        services.AddStorageUse();
        services.AddLiveDocuments();
        return services;
    }

    private static void AddSeams(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IdSource>(Guid.NewGuid);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<IAccessPolicy, OpenAccessPolicy>();
    }

    private static void AddStorageUse(this IServiceCollection services)
    {
        services.TryAddSingleton<DocumentsInstruments>();
        services.TryAddSingleton<LogWriter>();
        services.TryAddSingleton<StoredHistory>();
        services.TryAddSingleton(provider => new DocumentHistory(provider.GetRequiredService<StoredHistory>()));
        services.TryAddSingleton(provider => new DocumentExaminer(
            provider.GetRequiredService<ILogMeasure>(), provider.GetRequiredService<ISnapshotStore>(), provider.GetRequiredService<StoredHistory>()));
        services.TryAddSingleton<QuarantineKeeper>();
        services.TryAddSingleton<DocumentLoader>();
        services.TryAddSingleton<SnapshotBuilder>();
        services.TryAddSingleton(provider => new HistoryThinning(
            provider.GetRequiredService<IDocumentCatalog>(), provider.GetRequiredService<IHistoryTrimming>(),
            provider.GetRequiredService<ISnapshotStore>(), provider.GetRequiredService<DocumentExaminer>(), provider.GetRequiredService<SnapshotBuilder>(),
            provider.GetRequiredService<IOptions<HistoryOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HistoryThinning>>()));
    }

    private static void AddLiveDocuments(this IServiceCollection services)
    {
        services.TryAddSingleton<DocumentObserver>();
        services.TryAddSingleton<DocumentServices>();
        services.TryAddSingleton(provider => new DocumentDirectory(provider.GetRequiredService<DocumentServices>()));
        services.TryAddSingleton(provider => new QuarantineRelease(
            provider.GetRequiredService<IDocumentCatalog>(), provider.GetRequiredService<IQuarantineRegister>(),
            provider.GetRequiredService<StoredHistory>(), provider.GetRequiredService<SnapshotBuilder>(),
            provider.GetRequiredService<DocumentDirectory>(), provider.GetRequiredService<ILogger<QuarantineRelease>>()));
        services.AddHostedService<DocumentsLifetime>();
        services.AddHostedService<HistorySweep>();
        services.AddHostedService<StoreWatch>();
    }
}
