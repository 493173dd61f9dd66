using CollabServer.Documents.Log;
using CollabServer.Storage.Sqlite;
using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CollabServer.Storage.Tests.Sqlite;

/// <summary>What is special about documents in a file.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-file-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder, "collab.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_connection_that_writes_is_durable_and_checks_foreign_keys()
    {
        await using var services = await MigratedAsync();
        var file = services.GetRequiredService<SqliteDatabase>().File;

        using var writer = file.OpenWriter(create: false);

        Assert.Equal(("wal", "2", "1", "15000"), (Pragma(writer, "journal_mode"), Pragma(writer, "synchronous"), Pragma(writer, "foreign_keys"), Pragma(writer, "busy_timeout")));
    }

    [Fact]
    public async Task Connections_that_read_cannot_write()
    {
        await using var services = await MigratedAsync();

        using var reader = services.GetRequiredService<SqliteDatabase>().File.OpenReader();

        Assert.Equal(("1", "15000"), (Pragma(reader, "query_only"), Pragma(reader, "busy_timeout")));
        Assert.Throws<SqliteException>(() => Execute(reader, "DELETE FROM documents"));
    }

    [Fact]
    public async Task A_file_that_cannot_get_its_write_ahead_log_now_is_not_written_without_one()
    {
        await using (await MigratedAsync())
        {
        }

        // Another program took the log away and is writing.
        Execute(FilePath, "PRAGMA journal_mode = DELETE");
        using var other = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        other.Open();
        Execute(other, "BEGIN IMMEDIATE");
        await using var services = Services.Build(("ConnectionStrings:Collab", $"Data Source={FilePath}"), ("Storage:CommandTimeout", "00:00:01"));

        var failure = await Assert.ThrowsAsync<LogWriteException>(
            () => services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1))));

        Assert.Equal(WriteOutcome.RolledBack, failure.Outcome);
        Execute(other, "ROLLBACK");
        await services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1)));
    }

    [Fact]
    public async Task What_was_appended_survives_an_unclean_end()
    {
        var name = Given.Name();
        await using var services = await MigratedAsync();
        await services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(name, Given.Updates(500)));

        // What a process that is killed leaves: the file and its write-ahead log, not merged. The shared memory file is lost.
        var copy = Path.Combine(_folder, "after-the-crash.db");
        File.Copy(FilePath, copy);
        File.Copy(FilePath + "-wal", copy + "-wal");
        await using var store = Services.ToStore(Services.BuildSqlite(copy));

        Assert.Equal(500, (await store.Log.ReadAllAsync(name)).Count);
        Assert.Equal(501, (await store.Log.AppendAsync(Given.Batch(name, Given.Update(1)) with { KnownSeq = 500 })).FirstSeq);
    }

    [Fact]
    public async Task A_torn_end_of_the_write_ahead_log_is_no_commit()
    {
        var name = Given.Name();
        await using var services = await MigratedAsync();
        var log = services.GetRequiredService<IUpdateLog>();
        await log.AppendAsync(Given.Batch(name, Given.Updates(10)));
        var durable = new FileInfo(FilePath + "-wal").Length;
        await log.AppendAsync(Given.Batch(name, Given.Updates(200)));

        var copy = Path.Combine(_folder, "torn.db");
        File.Copy(FilePath, copy);
        var wal = await File.ReadAllBytesAsync(FilePath + "-wal", Ct);
        await File.WriteAllBytesAsync(copy + "-wal", wal[..((int)durable + 700)], Ct);
        await using var store = Services.ToStore(Services.BuildSqlite(copy));

        Assert.Equal(10, (await store.Log.ReadAllAsync(name)).Count);
    }

    [Fact]
    public async Task A_file_that_another_process_holds_too_long_wrote_nothing()
    {
        await (await MigratedAsync()).DisposeAsync();
        await using var services = Services.Build(("ConnectionStrings:Collab", $"Data Source={FilePath}"), ("Storage:CommandTimeout", "00:00:01"));
        var log = services.GetRequiredService<IUpdateLog>();
        using var other = new SqliteConnection($"Data Source={FilePath};Pooling=false");
        other.Open();
        Execute(other, "BEGIN IMMEDIATE");
        var batch = Given.Batch(Given.Name(), Given.Update(1));

        var failure = await Assert.ThrowsAsync<LogWriteException>(() => log.AppendAsync(batch));
        Execute(other, "ROLLBACK");

        Assert.Equal(WriteOutcome.RolledBack, failure.Outcome);
        Assert.Equal(1, (await log.AppendAsync(batch)).LastSeq);
    }

    [Fact]
    public async Task A_broken_constraint_fails_the_group_for_good_and_the_writer_goes_on()
    {
        await using var services = await MigratedAsync();
        await using var store = Services.ToStore(Services.BuildSqlite(FilePath));
        var (broken, whole) = (Given.Name(), Given.Name());
        await store.Log.AppendAsync(Given.Batch(broken, Given.Updates(2)));
        Execute(FilePath, "UPDATE documents SET last_seq = 1");

        var failure = await Assert.ThrowsAsync<LogWriteException>(
            () => store.Log.AppendAsync([Given.Batch(whole, Given.Update(1)), Given.Batch(broken, Given.Update(9)) with { KnownSeq = 1 }], Ct));

        Assert.Equal(WriteOutcome.Deterministic, failure.Outcome);
        Assert.Null(await store.Catalog.FindAsync(whole, Ct));
        Assert.Equal(1, (await store.Log.AppendAsync(Given.Batch(whole, Given.Update(1)))).FirstSeq);
    }

    [Fact]
    public async Task Nothing_creates_the_file_but_migrating()
    {
        await using var services = Services.BuildSqlite(FilePath);
        var migrator = services.GetRequiredService<IStoreMigrator>();

        Assert.NotEmpty(await migrator.PendingAsync(Ct));
        Assert.True((await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct)).Refused);
        await Assert.ThrowsAsync<LogWriteException>(() => services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1))));
        Assert.False(File.Exists(FilePath));

        Assert.NotEmpty(await migrator.MigrateAsync(Ct));
        Assert.Empty(await migrator.MigrateAsync(Ct));
        Assert.Empty(await migrator.PendingAsync(Ct));
        Assert.True((await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct)).Ready);
        await services.GetRequiredService<IUpdateLog>().AppendAsync(Given.Batch(Given.Name(), Given.Update(1)));
    }

    [Fact]
    public async Task Processes_that_migrate_at_once_apply_everything_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                await using var services = Services.BuildSqlite(FilePath);
                return await services.GetRequiredService<IStoreMigrator>().MigrateAsync(Ct);
            },
            Ct)));

        Assert.Single(all, applied => applied.Count > 0);
    }

    [Fact]
    public async Task A_migration_lock_left_by_a_killed_process_does_not_hold_up_the_next()
    {
        Execute(FilePath, """CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL); INSERT INTO "__EFMigrationsLock" VALUES (1, '2031-01-01')""");

        await (await MigratedAsync()).DisposeAsync();

        await using var services = Services.BuildSqlite(FilePath);
        Assert.True((await services.GetRequiredService<IStoreHealth>().CheckAsync(Ct)).Ready);
    }

    [Fact]
    public async Task Writes_asked_for_before_the_end_are_written()
    {
        var services = await MigratedAsync();
        var name = Given.Name();
        var log = services.GetRequiredService<IUpdateLog>();
        var appending = Enumerable.Range(0, 20).Select(_ => log.AppendAsync(Given.Batch(name, Given.Update(1)))).ToArray();

        await services.DisposeAsync();

        await Task.WhenAll(appending);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.AppendAsync(Given.Batch(name, Given.Update(1))));
        await using var store = Services.ToStore(Services.BuildSqlite(FilePath));
        Assert.Equal(20, (await store.Log.ReadAllAsync(name)).Count);
    }

    private async Task<ServiceProvider> MigratedAsync()
    {
        var services = Services.BuildSqlite(FilePath);
        await services.GetRequiredService<IStoreMigrator>().MigrateAsync(Ct);
        return services;
    }

    private static string? Pragma(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return command.ExecuteScalar()?.ToString();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        Execute(connection, sql);
    }
}
