using CollabServer.Crdt.Updates;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;
using Npgsql;

namespace CollabServer.Storage.Tests.PostgreSql;

/// <summary>
/// Thinning beside transactions that take their time, and cut in the middle. Triggers hold marked rows until the test lets go of an advisory lock.
/// </summary>
public sealed class PostgreSqlCompactionFaultTests(PostgreSqlStoreFixture fixture) : IClassFixture<PostgreSqlStoreFixture>, IAsyncLifetime
{
    private const string Triggers =
        """
        CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(4711);
            RETURN COALESCE(NEW, OLD);
        END $$;
        CREATE TRIGGER wait_insert BEFORE INSERT ON document_updates FOR EACH ROW WHEN (NEW.origin = 3) EXECUTE FUNCTION wait_for_test();
        CREATE TRIGGER wait_delete BEFORE DELETE ON document_updates FOR EACH ROW WHEN (OLD.author = 'slow') EXECUTE FUNCTION wait_for_test();
        """;

    private readonly Writer _writer = new(Given.Name());
    private OpenStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await fixture.SharedAsync();
        if (await fixture.Database.ExecuteAsync("SELECT 1 FROM pg_proc WHERE proname = 'wait_for_test'") is null)
        {
            await fixture.Database.ExecuteAsync(Triggers);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_writer_that_has_its_number_and_commits_late_is_waited_for_and_kept()
    {
        await WriteAsync(10, author: null);
        await using var hold = await HoldAsync();
        var late = _store.Log.AppendAsync(Given.Batch(_writer.Name, Given.Update(_writer.Type('L')) with { Origin = UpdateOrigin.Import }));
        await UntilWaitingAsync(1, "advisory");

        // The snapshots and the trim see a log that ends at 10, and have to wait for its head.
        var trimming = Task.Run(() => ThinAsync(8), Ct);
        await UntilWaitingAsync(1, "transactionid");
        Assert.False(trimming.IsCompleted);
        await hold.CloseAsync();

        Assert.Equal(11, (await late).LastSeq);
        Assert.Equal(8, await trimming);
        await using var node = new ServerNode(_store);
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
        Assert.True((await node.Get<DocumentExaminer>().ExamineAsync(_writer.Name, Ct))!.IsSound);
        var left = await _store.Log.ReadAllAsync(_writer.Name, afterSeq: 8);
        Assert.Equal([9L, 10, 11], left.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_trim_that_is_killed_in_the_middle_has_removed_nothing()
    {
        await WriteAsync(6, author: null);
        await WriteAsync(4, author: "slow");
        await using var hold = await HoldAsync();
        var trimming = Task.Run(() => ThinAsync(8), Ct);
        await UntilWaitingAsync(1, "advisory");

        await fixture.Database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()");

        await Assert.ThrowsAnyAsync<Exception>(() => trimming);
        var figures = await _store.Measure.MeasureAsync(_writer.Name, Ct);
        Assert.Equal((10, 1, 0), (figures!.Entries, figures.FirstSeq, figures.Record.TrimmedThrough));
        await hold.CloseAsync();
        Assert.Equal(8, await ThinAsync(8));
        await using var node = new ServerNode(_store);
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
    }

    private async Task WriteAsync(int characters, string? author)
    {
        for (var i = 0; i < characters; i++)
        {
            await _store.Log.AppendAsync(Given.Batch(_writer.Name, Given.Update(_writer.Type((char)('a' + i))) with { Author = author }));
        }
    }

    /// <summary>What a sweep does: two snapshots, then the trim.</summary>
    private async Task<long> ThinAsync(long throughSeq)
    {
        await using var node = new ServerNode(_store);
        List<long> guards = [];
        foreach (var seq in (long[])[throughSeq, 10])
        {
            var state = await node.Get<DocumentHistory>().ReadAtAsync(_writer.Name, seq, UpdateEncoding.V2, Ct);
            guards.Add((await _store.Snapshots.SaveAsync(Given.Snapshot(_writer.Name, seq, state: state.ToArray()), Ct)).Id);
        }

        return await _store.Trimming.TrimLogAsync(_writer.Name, throughSeq, guards, Ct);
    }

    private async Task<NpgsqlConnection> HoldAsync()
    {
        var connection = new NpgsqlConnection(fixture.Database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(4711)", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    private async Task UntilWaitingAsync(int count, string lockType)
    {
        for (var i = 0; i < 20_000; i++)
        {
            var waiting = await fixture.Database.ExecuteAsync(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = $1 AND datname = current_database()", lockType);
            if ((long)waiting! >= count)
            {
                return;
            }
        }

        Assert.Fail($"Nobody waits for a lock of type {lockType}.");
    }
}
