using CollabServer.Documents.Log;
using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;
using CollabServer.Testing;
using Npgsql;

namespace CollabServer.Storage.Tests.PostgreSql;

/// <summary>Failures of a real PostgreSQL, and what is in the log afterwards.</summary>
public sealed class PostgreSqlFaultTests(PostgreSqlStoreFixture fixture) : IClassFixture<PostgreSqlStoreFixture>, IAsyncLifetime
{
    private OpenStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_backend_that_is_killed_before_the_commit_wrote_nothing_and_the_retry_writes_once()
    {
        var name = Given.Name();
        await _store.Log.AppendAsync(Given.Batch(name, Given.Update(1)));
        var batch = Given.Batch(name, Given.Updates(3)) with { KnownSeq = 1 };

        await using var blocker = new NpgsqlConnection(fixture.Database.ConnectionString);
        await blocker.OpenAsync(Ct);
        await using var transaction = await blocker.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("SELECT FROM documents WHERE id = $1 FOR UPDATE", blocker) { Parameters = { new() { Value = name.Value } } })
        {
            await hold.ExecuteNonQueryAsync(Ct);
        }

        var appending = _store.Log.AppendAsync(batch);
        await KillAsync("wait_event_type = 'Lock' AND application_name = 'CollabServer'");

        var failure = await Assert.ThrowsAsync<LogWriteException>(() => appending);
        await transaction.RollbackAsync(Ct);
        Assert.Equal(WriteOutcome.RolledBack, failure.Outcome);
        Assert.Equal(2, (await _store.Log.AppendAsync(batch)).FirstSeq);
        Assert.Equal(4, (await _store.Log.ReadAllAsync(name)).Count);
    }

    [Theory]
    [InlineData(TcpCut.BeforeRequest)]
    [InlineData(TcpCut.BeforeReply)]
    public async Task A_commit_whose_reply_is_lost_is_unknown_and_repeating_it_neither_loses_nor_doubles(TcpCut cut)
    {
        var direct = new NpgsqlConnectionStringBuilder(fixture.Database.ConnectionString);
        await using var wire = new TcpProxy(direct.Port);
        // Unprepared, so that the word can be seen on the wire, with the zero that ends it there ("READ COMMITTED" is another).
        await using var store = Services.ToStore(Services.BuildPostgreSql($"{direct.ConnectionString};Port={wire.Port};Max Auto Prepare=0;SSL Mode=Disable"));
        var (name, other) = (Given.Name(), Given.Name());
        for (var round = 0; round < 30; round++)
        {
            AppendBatch[] batches =
            [
                Given.Batch(name, Given.Update((byte)round), Given.Update((byte)round)) with { KnownSeq = round * 2 },
                Given.Batch(other, Given.Update((byte)round)) with { KnownSeq = round },
            ];
            wire.OnRequest = bytes => bytes.Span.IndexOf("COMMIT\0"u8) >= 0 ? cut : TcpCut.None;

            var failure = await Assert.ThrowsAsync<LogWriteException>(() => store.Log.AppendAsync(batches, Ct));
            wire.OnRequest = _ => TcpCut.None;
            var appended = await store.Log.AppendAsync(batches, Ct);

            Assert.Equal(WriteOutcome.Unknown, failure.Outcome);
            Assert.Equal([((round * 2) + 1, (round * 2) + 2), (round + 1, round + 1)], appended.Select(batch => ((int)batch.FirstSeq, (int)batch.LastSeq)));
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(i => (byte)(i / 2)), (await _store.Log.ReadAllAsync(name)).Select(update => update.Update.Span[0]));
        Assert.Equal(30, (await _store.Log.ReadAllAsync(other)).Count);
    }

    [Fact]
    public async Task After_a_restart_of_the_server_one_failure_clears_the_whole_pool()
    {
        await using var store = Services.ToStore(Services.BuildPostgreSql(fixture.Database.ConnectionString + ";Application Name=restart"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.Log.AppendAsync(Given.Batch(Given.Name(), Given.Update(1)))));
        await KillAsync("application_name = 'restart'");
        var name = Given.Name();

        await Assert.ThrowsAsync<LogWriteException>(() => store.Log.AppendAsync(Given.Batch(name, Given.Update(1))));

        for (var i = 0; i < 8; i++)
        {
            await store.Log.AppendAsync(Given.Batch(name, Given.Update(1)));
        }
    }

    [Fact]
    public async Task A_read_over_a_connection_that_died_is_repeated_over_a_new_one()
    {
        await using var store = Services.ToStore(Services.BuildPostgreSql(fixture.Database.ConnectionString + ";Application Name=restart2"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.Log.AppendAsync(Given.Batch(Given.Name(), Given.Update(1)))));
        await KillAsync("application_name = 'restart2'");

        Assert.Null(await store.Catalog.FindAsync(Given.Name(), Ct));
        Assert.Empty(await store.Log.ReadAllAsync(Given.Name()));
        Assert.Null(await store.Snapshots.FindLatestAsync(Given.Name(), 1, Ct));
    }

    [Fact]
    public async Task A_broken_constraint_fails_the_group_for_good_and_leaves_a_clean_connection()
    {
        await using var store = Services.ToStore(Services.BuildPostgreSql(fixture.Database.ConnectionString + ";Maximum Pool Size=1"));
        var (broken, whole) = (Given.Name(), Given.Name());
        await store.Log.AppendAsync(Given.Batch(broken, Given.Updates(2)));
        // A row beyond the head, as a careless repair would leave it.
        await fixture.Database.ExecuteAsync("UPDATE documents SET last_seq = 1 WHERE id = $1", broken.Value);

        var failure = await Assert.ThrowsAsync<LogWriteException>(
            () => store.Log.AppendAsync([Given.Batch(whole, Given.Update(1)), Given.Batch(broken, Given.Update(9)) with { KnownSeq = 1 }], Ct));

        Assert.Equal(WriteOutcome.Deterministic, failure.Outcome);
        Assert.Null(await store.Catalog.FindAsync(whole, Ct));
        Assert.Equal(1, (await store.Log.AppendAsync(Given.Batch(whole, Given.Update(1)))).FirstSeq);
    }

    [Fact]
    public async Task A_server_that_is_not_there_wrote_nothing()
    {
        await using var wire = new TcpProxy(target: 1);
        await using var store = Services.ToStore(Services.BuildPostgreSql($"Host=127.0.0.1;Port={wire.Port};Username=collab;Timeout=5"));

        var failure = await Assert.ThrowsAsync<LogWriteException>(() => store.Log.AppendAsync(Given.Batch(Given.Name(), Given.Update(1))));

        Assert.Equal(WriteOutcome.RolledBack, failure.Outcome);
    }

    // What PostgreSQL says of a commit that a standby was to confirm, and that nobody waits for any more. The commit itself succeeds.
    [Fact]
    public async Task A_commit_with_a_warning_is_unknown_and_repeating_it_writes_once()
    {
        await fixture.Database.ExecuteAsync(
            """
            CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE WARNING 'canceling wait for synchronous replication due to user request'; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON document_updates DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn()
            """);
        var name = Given.Name();
        var batch = Given.Batch(name, Given.Update(1));
        var failure = await Assert.ThrowsAsync<LogWriteException>(() => _store.Log.AppendAsync(batch));
        var appended = await _store.Log.AppendAsync(batch);
        await fixture.Database.ExecuteAsync("DROP FUNCTION warn() CASCADE");

        Assert.Equal(WriteOutcome.Unknown, failure.Outcome);
        Assert.Equal(1, appended.LastSeq);
        Assert.Single(await _store.Log.ReadAllAsync(name));
    }

    [Fact]
    public async Task A_missing_table_may_come_back()
    {
        var name = Given.Name();
        await fixture.Database.ExecuteAsync("ALTER TABLE document_updates RENAME TO elsewhere");
        var failure = await Assert.ThrowsAsync<LogWriteException>(() => _store.Log.AppendAsync(Given.Batch(name, Given.Update(1))));
        await fixture.Database.ExecuteAsync("ALTER TABLE elsewhere RENAME TO document_updates");

        Assert.Equal(WriteOutcome.RolledBack, failure.Outcome);
        Assert.Equal(1, (await _store.Log.AppendAsync(Given.Batch(name, Given.Update(1)))).FirstSeq);
    }

    [Fact]
    public async Task An_append_that_waits_for_a_lock_can_be_cancelled_and_wrote_nothing()
    {
        var name = Given.Name();
        await _store.Log.AppendAsync(Given.Batch(name, Given.Update(1)));
        await using var blocker = new NpgsqlConnection(fixture.Database.ConnectionString);
        await blocker.OpenAsync(Ct);
        await using (await blocker.BeginTransactionAsync(Ct))
        {
            await using var hold = new NpgsqlCommand("SELECT FROM documents WHERE id = $1 FOR UPDATE", blocker) { Parameters = { new() { Value = name.Value } } };
            await hold.ExecuteNonQueryAsync(Ct);
            using var cancelled = new CancellationTokenSource();
            var appending = _store.Log.AppendAsync([Given.Batch(name, Given.Update(2))], cancelled.Token);
            await UntilAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", least: 1);
            await cancelled.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => appending);
        }

        Assert.Single(await _store.Log.ReadAllAsync(name));
    }

    /// <summary>Kills the sessions in this database that match, once there are any.</summary>
    private async Task KillAsync(string condition)
    {
        await UntilAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {condition}", least: 1);
        await fixture.Database.ExecuteAsync(
            $"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}");
    }

    private async Task UntilAsync(string count, long least)
    {
        while ((long)(await fixture.Database.ExecuteAsync(count))! < least)
        {
            Ct.ThrowIfCancellationRequested();
        }
    }
}
