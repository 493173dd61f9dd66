using CollabServer.Documents.Log;
using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;
using CollabServer.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CollabServer.Storage.Tests.PostgreSql;

/// <summary>Migrating, probing and refusing a PostgreSQL database.</summary>
public sealed class PostgreSqlSetupTests(PostgreSqlServer server) : IAsyncLifetime
{
    private PostgreSqlDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Migrating_an_empty_database_twice_changes_it_once()
    {
        await using var services = Services.BuildPostgreSql(_database.ConnectionString);
        var migrator = services.GetRequiredService<IStoreMigrator>();
        var pending = await migrator.PendingAsync(Ct);

        var applied = await migrator.MigrateAsync(Ct);

        Assert.NotEmpty(pending);
        Assert.Equal(pending, applied);
        Assert.Empty(await migrator.PendingAsync(Ct));
        Assert.Empty(await migrator.MigrateAsync(Ct));
    }

    [Fact]
    public async Task Servers_that_migrate_at_once_apply_everything_once_even_without_a_database()
    {
        await _database.DisposeAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                await using var services = Services.BuildPostgreSql(_database.ConnectionString);
                return await services.GetRequiredService<IStoreMigrator>().MigrateAsync(Ct);
            },
            Ct)));

        Assert.Single(all, applied => applied.Count > 0);
        await using var store = Services.ToStore(Services.BuildPostgreSql(_database.ConnectionString));
        await store.Log.AppendAsync(Given.Batch(Given.Name(), Given.Update(1)));
    }

    [Fact]
    public async Task A_migrated_database_is_ready()
    {
        await using var services = await MigratedAsync();

        Assert.Equal(new StoreHealth(Fault: null, Refused: false), await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct));
    }

    [Fact]
    public async Task A_database_without_migrations_is_refused()
    {
        await using var services = Services.BuildPostgreSql(_database.ConnectionString);

        var health = await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct);

        Assert.True(health.Refused);
        Assert.Contains("migrate", health.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_not_ready_but_may_come_back()
    {
        await using var services = Services.BuildPostgreSql("Host=127.0.0.1;Port=1;Username=collab;Timeout=5");

        var health = await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct);

        Assert.False(health.Ready);
        Assert.False(health.Refused);
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_not_ready_and_appends_wait_for_better_times()
    {
        await (await MigratedAsync()).DisposeAsync();
        await _database.ExecuteAsync($"ALTER DATABASE {_database.Name} SET default_transaction_read_only = on");
        await using var services = Services.BuildPostgreSql(_database.ConnectionString);

        var health = await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct);
        var failure = await Assert.ThrowsAsync<LogWriteException>(
            () => services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1))));

        Assert.False(health.Ready);
        Assert.Equal(WriteOutcome.RolledBack, failure.Outcome);

        // Connections made meanwhile would still take no writes.
        await using (var maintenance = NpgsqlDataSource.Create(await server.ConnectionStringAsync()))
        {
            await using var reset = maintenance.CreateCommand($"ALTER DATABASE {_database.Name} RESET default_transaction_read_only");
            await reset.ExecuteNonQueryAsync(Ct);
        }

        await services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1)));
    }

    [Fact]
    public async Task A_server_that_forgets_commits_is_refused()
    {
        await (await MigratedAsync()).DisposeAsync();
        await _database.ExecuteAsync($"ALTER DATABASE {_database.Name} SET synchronous_commit = off");
        await using var services = Services.BuildPostgreSql(_database.ConnectionString);

        var health = await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct);
        var failure = await Assert.ThrowsAsync<LogWriteException>(
            () => services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1))));

        Assert.True(health.Refused);
        Assert.Contains("synchronous_commit", health.Fault, StringComparison.Ordinal);
        Assert.Equal(WriteOutcome.RolledBack, failure.Outcome);
    }

    // Settings of the whole server, which other tests use: a view in front of the catalogue's says that they are off.
    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    [InlineData("synchronous_commit")]
    public async Task Every_setting_that_commits_rest_on_is_looked_at(string setting)
    {
        await (await MigratedAsync()).DisposeAsync();
        await _database.ExecuteAsync(
            $"""
            CREATE SCHEMA seen;
            CREATE VIEW seen.pg_settings AS
            SELECT name, CASE name WHEN '{setting}' THEN 'off' ELSE setting END AS setting FROM pg_catalog.pg_settings
            """);
        await using var services = Services.BuildPostgreSql(_database.ConnectionString + ";Search Path=\"seen,pg_catalog,public\"");

        var health = await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct);

        Assert.True(health.Refused);
        Assert.Contains($"runs with {setting} off", health.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_forgets_commits_is_used_where_that_is_allowed()
    {
        await (await MigratedAsync()).DisposeAsync();
        await _database.ExecuteAsync($"ALTER DATABASE {_database.Name} SET synchronous_commit = off");
        await using var services = Services.BuildPostgreSql(_database.ConnectionString, ("Storage:AllowUnsafeDurability", "true"));

        Assert.True((await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct)).Ready);
        await services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1)));
    }

    [Fact]
    public async Task Names_are_ordered_by_byte_whatever_the_locale_of_the_database()
    {
        await (await MigratedAsync()).DisposeAsync();

        var collation = await _database.ExecuteAsync(
            "SELECT collation_name::text FROM information_schema.columns WHERE table_name = 'documents' AND column_name = 'id'");

        Assert.Equal("C", collation);
    }

    private async Task<ServiceProvider> MigratedAsync()
    {
        var services = Services.BuildPostgreSql(_database.ConnectionString);
        await services.GetRequiredService<IStoreMigrator>().MigrateAsync(Ct);
        return services;
    }
}
