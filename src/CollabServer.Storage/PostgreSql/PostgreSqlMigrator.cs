using CollabServer.Documents.Failpoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CollabServer.Storage.PostgreSql;

/// <summary>Migrates PostgreSQL, one server at a time.</summary>
internal sealed class PostgreSqlMigrator(PostgreSqlDatabase database, ILogger<PostgreSqlMigrator> logger) : IStoreMigrator
{
    // Any number will do that nobody else uses for an advisory lock in this database.
    private const long MigrationLock = 0x436F6C6C61624D67;

    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct)
    {
        await using var context = database.NewContext();
        return await ExistsAsync(context, ct)
            ? [.. await context.Database.GetPendingMigrationsAsync(ct)]
            : [.. context.Database.GetMigrations()];
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        await using var context = database.NewContext();
        if (!await ExistsAsync(context, ct))
        {
            await CreateAsync(context, ct);
        }

        // EF locks its own table, but not before that table exists. The lock ends with the connection, however this process ends.
        var unpooled = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = MigrationLock } } };
        await command.ExecuteNonQueryAsync(ct);

        Failpoint.Hit("postgres.migrate.after-lock");
        string[] pending = [.. await context.Database.GetPendingMigrationsAsync(ct)];
        if (pending.Length > 0)
        {
            // A large table takes its time.
            context.Database.SetCommandTimeout(TimeSpan.FromHours(1));
            Failpoint.Hit("postgres.migrate.before");
            await context.Database.MigrateAsync(ct);
            Failpoint.Hit("postgres.migrate.after");
            StorageLog.Migrated(logger, string.Join(", ", pending));
        }

        return pending;
    }

    private static Task<bool> ExistsAsync(DbContext context, CancellationToken ct) =>
        context.GetService<IRelationalDatabaseCreator>().ExistsAsync(ct);

    private static async Task CreateAsync(DbContext context, CancellationToken ct)
    {
        try
        {
            await context.GetService<IRelationalDatabaseCreator>().CreateAsync(ct);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another server was faster.
        }
    }
}
