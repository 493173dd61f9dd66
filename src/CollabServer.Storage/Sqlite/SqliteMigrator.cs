using CollabServer.Documents.Failpoints;
using CollabServer.Storage.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CollabServer.Storage.Sqlite;

/// <summary>Migrates the file, one process at a time.</summary>
internal sealed class SqliteMigrator(SqliteDatabase database, TimeProvider time, ILogger<SqliteMigrator> logger) : IStoreMigrator
{
    // On Unix the HResult of an IOException is errno, here EWOULDBLOCK of flock(2); on Windows its low half is the system's error.
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnBsd = 35;
    private const int ErrorSharingViolation = 32;
    private const int ErrorLockViolation = 33;

    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);

    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct)
    {
        if (!File.Exists(database.File.Path))
        {
            // The model's migrations are known without a file, and asking EF for the pending ones would create it.
            await using var unopened = new SqliteConnection(database.File.Reading);
            await using var context = SqliteDatabase.NewContext(unopened);
            return [.. context.Database.GetMigrations()];
        }

        return await database.ReadAsync<IReadOnlyList<string>>(async context => [.. await context.Database.GetPendingMigrationsAsync(ct)], ct);
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database.File.Path)!);
        await using var exclusive = await LockAsync(ct);
        Failpoint.Hit("sqlite.migrate.after-lock");
        await using var connection = database.File.OpenWriter(create: true);
        Failpoint.Hit("sqlite.migrate.after-open");
        await using var context = SqliteDatabase.NewContext(connection);
        string[] pending = [.. await context.Database.GetPendingMigrationsAsync(ct)];
        if (pending.Length > 0)
        {
            await RemoveAbandonedLockAsync(context, ct);
            Failpoint.Hit("sqlite.migrate.before");
            await context.Database.MigrateAsync(ct);
            Failpoint.Hit("sqlite.migrate.after");
            StorageLog.Migrated(logger, string.Join(", ", pending));
        }

        return pending;
    }

    // EF's own lock for SQLite is a row that outlives a killed process, for which everybody then waits for ever. The lock on this file ends
    // with the process, and who holds it knows that such a row is nobody's. (The file stays: deleting it would let two processes lock two files.)
    private async Task<FileStream> LockAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(
                    database.File.Path + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException exception) when (IsHeldByAnother(exception) && !ct.IsCancellationRequested)
            {
                await Task.Delay(LockRetry, time, ct);
            }
        }
    }

    // Everything else that can be wrong with a file (read-only, no space, no such folder) does not pass by waiting.
    private static bool IsHeldByAnother(IOException exception) =>
        OperatingSystem.IsWindows()
            ? (exception.HResult & 0xFFFF) is ErrorSharingViolation or ErrorLockViolation
            : exception.HResult is WouldBlockOnLinux or WouldBlockOnBsd;

    private async Task RemoveAbandonedLockAsync(CollabDbContext context, CancellationToken ct)
    {
        var tables = await context.Database
            .SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .SingleAsync(ct);
        if (tables > 0 && await context.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", ct) > 0)
        {
            StorageLog.AbandonedMigrationLockRemoved(logger);
        }
    }
}
