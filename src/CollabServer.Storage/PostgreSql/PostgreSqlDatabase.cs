using System.Data.Common;
using CollabServer.Documents.Failpoints;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CollabServer.Storage.PostgreSql;

/// <summary>The pool of connections, and EF Core over it. Thread-safe.</summary>
internal sealed class PostgreSqlDatabase : ICollabDatabase, IAsyncDisposable
{
    internal const string MigrationsAssembly = "CollabServer.Migrations.PostgreSql";

    // The append path has half a dozen statements; prepared they spare the server parsing and planning.
    private const int PreparedStatements = 32;

    private readonly ILogger<PostgreSqlDatabase> _logger;
    private readonly NpgsqlDataSource _dataSource;
    private readonly DbContextOptions<CollabDbContext> _contextOptions;

    public PostgreSqlDatabase(IOptions<StorageOptions> options, ILogger<PostgreSqlDatabase> logger)
    {
        _logger = logger;
        ConnectionString = Complete(options.Value);
        var durability = new PostgreSqlDurability(options.Value.AllowUnsafeDurability, logger);
        var builder = new NpgsqlDataSourceBuilder(ConnectionString);
        builder.UsePhysicalConnectionInitializer(durability.Check, durability.CheckAsync);
        _dataSource = builder.Build();
        _contextOptions = new DbContextOptionsBuilder<CollabDbContext>()
            .UseNpgsql(_dataSource, npgsql => npgsql.MigrationsAssembly(MigrationsAssembly))
            .Options;
    }

    public string ConnectionString { get; }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => await _dataSource.OpenConnectionAsync(ct);

    /// <summary>To be told of every failed append.</summary>
    public void ForgetConnectionsAfter(Exception exception)
    {
        if (PostgreSqlFailure.SpoilsPool(exception))
        {
            StorageLog.PoolCleared(_logger, exception.Message);
            _dataSource.Clear();
        }
    }

    public async Task<T> ReadAsync<T>(Func<CollabDbContext, Task<T>> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            return await ReadOnceAsync(read);
        }
        catch (Exception exception) when (PostgreSqlFailure.LostConnection(exception) && !ct.IsCancellationRequested)
        {
            // After a restart of the database those of the pool are dead; whoever reads over the first of them need not know.
            StorageLog.PoolCleared(_logger, exception.GetBaseException().Message);
            _dataSource.Clear();
            return await ReadOnceAsync(read);
        }
    }

    public async Task<T> WriteAsync<T>(Func<CollabDbContext, Task<T>> write, CancellationToken ct)
    {
        await using var context = NewContext();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var result = await write(context);
        Failpoint.Hit("postgres.write.before-commit");
        await transaction.CommitAsync(ct);
        Failpoint.Hit("postgres.write.after-commit");
        return result;
    }

    public CollabDbContext NewContext() => new(_contextOptions);

    public ValueTask DisposeAsync() => _dataSource.DisposeAsync();

    private async Task<T> ReadOnceAsync<T>(Func<CollabDbContext, Task<T>> read)
    {
        await using var context = NewContext();
        return await read(context);
    }

    // What the operator wrote wins.
    private static string Complete(StorageOptions options)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = options.ConnectionString };
        var complete = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        if (!given.ContainsKey("Max Auto Prepare") && !given.ContainsKey("MaxAutoPrepare"))
        {
            complete.MaxAutoPrepare = PreparedStatements;
            complete.AutoPrepareMinUsages = 2;
        }

        // Nothing here changes a session's state, so there is none to reset before the next use. Transactions are still rolled back.
        if (!given.ContainsKey("No Reset On Close") && !given.ContainsKey("NoResetOnClose"))
        {
            complete.NoResetOnClose = true;
        }

        if (!given.ContainsKey("Command Timeout") && !given.ContainsKey("CommandTimeout"))
        {
            complete.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        }

        if (string.IsNullOrEmpty(complete.ApplicationName))
        {
            complete.ApplicationName = "CollabServer";
        }

        return complete.ConnectionString;
    }
}
