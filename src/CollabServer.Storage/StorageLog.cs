using Microsoft.Extensions.Logging;

namespace CollabServer.Storage;

/// <summary>What storage says. Event ids 2000–2999.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(2000, LogLevel.Warning, "PostgreSQL runs with {Settings} off: a crash of the database loses acknowledged edits. Storage:AllowUnsafeDurability permits it.")]
    public static partial void UnsafeDurabilityAllowed(ILogger logger, string settings);

    [LoggerMessage(2001, LogLevel.Warning, "PostgreSQL cannot be used over the connections there are ({Reason}); new ones are made.")]
    public static partial void PoolCleared(ILogger logger, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "The SQLite connection that writes failed ({Reason}) and is opened anew.")]
    public static partial void WriterReopened(ILogger logger, string reason);

    [LoggerMessage(2010, LogLevel.Information, "Database migrated: {Migrations}.")]
    public static partial void Migrated(ILogger logger, string migrations);

    [LoggerMessage(2011, LogLevel.Warning, "A migration lock left by a process that was killed is removed.")]
    public static partial void AbandonedMigrationLockRemoved(ILogger logger);

    [LoggerMessage(2020, LogLevel.Information, "Documents are stored in {Store}.")]
    public static partial void Opened(ILogger logger, StorageProvider store);

    [LoggerMessage(2021, LogLevel.Warning, "The store is not ready: {Fault}")]
    public static partial void NotReady(ILogger logger, string fault);
}
