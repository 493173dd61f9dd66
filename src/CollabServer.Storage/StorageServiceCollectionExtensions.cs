using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Log;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Catalog;
using CollabServer.Storage.Log;
using CollabServer.Storage.PostgreSql;
using CollabServer.Storage.Retention;
using CollabServer.Storage.Snapshots;
using CollabServer.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CollabServer.Storage;

/// <summary>Wiring.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds the log, the snapshots and the catalog over the database that <paramref name="configuration"/> names, with
    /// <see cref="IStoreMigrator"/> and <see cref="IStoreHealth"/>. Everything is a singleton.
    /// </summary>
    public static IServiceCollection AddCollabStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddStorageOptions(configuration);
        services.AddDatabases();
        services.AddPorts();
        services.AddHostedService<StoreOpening>();
        return services;
    }

    private static void AddStorageOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new StorageOptionsSetup(configuration, provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton<IConfigureOptions<StorageOptions>>(provider => provider.GetRequiredService<StorageOptionsSetup>());
        services.AddSingleton<IValidateOptions<StorageOptions>>(provider => provider.GetRequiredService<StorageOptionsSetup>());
        services.AddOptions<StorageOptions>().ValidateOnStart();
    }

    // Only the one that is asked for is ever built.
    private static void AddDatabases(this IServiceCollection services)
    {
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<SqliteUpdateLog>();
        services.AddSingleton<SqliteSnapshotWriter>();
        services.AddSingleton<SqliteMigrator>();
        services.AddSingleton<PostgreSqlDatabase>();
        services.AddSingleton<PostgreSqlUpdateLog>();
        services.AddSingleton<PostgreSqlSnapshotWriter>();
        services.AddSingleton<PostgreSqlMigrator>();
        services.AddByProvider<ICollabDatabase, SqliteDatabase, PostgreSqlDatabase>();
        services.AddByProvider<IStoreMigrator, SqliteMigrator, PostgreSqlMigrator>();
    }

    private static void AddPorts(this IServiceCollection services)
    {
        services.AddByProvider<IUpdateLog, SqliteUpdateLog, PostgreSqlUpdateLog>();
        services.AddByProvider<ISnapshotWriter, SqliteSnapshotWriter, PostgreSqlSnapshotWriter>();
        services.AddSingleton<ISnapshotStore, SnapshotStore>();
        services.AddSingleton<DocumentCatalog>();
        services.AddSingleton<IDocumentCatalog>(provider => provider.GetRequiredService<DocumentCatalog>());
        services.AddSingleton<IQuarantineRegister>(provider => provider.GetRequiredService<DocumentCatalog>());
        services.AddSingleton<IHistoryTrimming, HistoryTrimming>();
        services.AddSingleton<ILogMeasure, LogMeasure>();
        services.AddSingleton<IStoreHealth, StoreProbe>();
    }

    private static void AddByProvider<TService, TSqlite, TPostgreSql>(this IServiceCollection services)
        where TService : class
        where TSqlite : TService
        where TPostgreSql : TService =>
        services.AddSingleton<TService>(provider => provider.GetRequiredService<IOptions<StorageOptions>>().Value.Provider switch
        {
            StorageProvider.PostgreSql => provider.GetRequiredService<TPostgreSql>(),
            _ => provider.GetRequiredService<TSqlite>(),
        });
}
