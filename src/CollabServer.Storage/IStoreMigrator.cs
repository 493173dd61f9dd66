namespace CollabServer.Storage;

/// <summary>Brings the database to the schema this server needs. Thread-safe; several servers may migrate at once, one after the other.</summary>
public interface IStoreMigrator
{
    /// <summary>Names of the migrations that <see cref="MigrateAsync"/> would apply, oldest first. All of them when there is no database.</summary>
    Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct);

    /// <summary>Creates the database where it is missing and applies what is pending. Answers with the names of what it applied.</summary>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct);
}
