using System.Data.Common;
using CollabServer.Documents.Failpoints;
using CollabServer.Storage.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Storage.Sqlite;

/// <summary>The file: a pool of connections that read, one that writes, and EF Core over both. Thread-safe.</summary>
internal sealed class SqliteDatabase : ICollabDatabase, IAsyncDisposable
{
    internal const string MigrationsAssembly = "CollabServer.Migrations.Sqlite";

    private readonly DbContextOptions<CollabDbContext> _reading;

    public SqliteDatabase(IOptions<StorageOptions> options, ILogger<SqliteDatabase> logger)
    {
        File = new SqliteFile(options.Value.ConnectionString, options.Value.CommandTimeout);
        Writer = new SqliteWriter(File, logger);
        _reading = new DbContextOptionsBuilder<CollabDbContext>()
            .UseSqlite(File.Reading, sqlite => sqlite.MigrationsAssembly(MigrationsAssembly))
            .AddInterceptors(new ReaderPreparation(File))
            .Options;
    }

    public SqliteFile File { get; }

    public SqliteWriter Writer { get; }

    public async Task<T> ReadAsync<T>(Func<CollabDbContext, Task<T>> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await using var context = new CollabDbContext(_reading);
        return await read(context);
    }

    public Task<T> WriteAsync<T>(Func<CollabDbContext, Task<T>> write, CancellationToken ct) =>
        Writer.RunAsync(
            connection =>
            {
                using var context = NewContext(connection.Connection);
                using var transaction = context.Database.BeginTransaction();
                // On the writer's own thread; SQLite has nothing asynchronous, so the task is complete when it arrives.
                var result = write(context).GetAwaiter().GetResult();
                Failpoint.Hit("sqlite.write.before-commit");
                transaction.Commit();
                Failpoint.Hit("sqlite.write.after-commit");
                return result;
            },
            ct);

    public static CollabDbContext NewContext(SqliteConnection connection) =>
        new(new DbContextOptionsBuilder<CollabDbContext>()
            .UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(MigrationsAssembly))
            .Options);

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        File.ClosePool();
    }

    private sealed class ReaderPreparation(SqliteFile file) : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            file.PrepareReader((SqliteConnection)connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            file.PrepareReader((SqliteConnection)connection);
            return Task.CompletedTask;
        }
    }
}
