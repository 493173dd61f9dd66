using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Log;
using CollabServer.Documents.Retention;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What every <see cref="IQuarantineRegister"/>, <see cref="IHistoryTrimming"/> and log measure keeps.</summary>
public abstract class UpkeepContract(StoreFixture fixture) : IAsyncLifetime
{
    private OpenStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_quarantine_is_shown_until_it_is_released_and_keeps_its_first_reason()
    {
        var name = await DocumentAsync(updates: 1);

        Assert.True(await _store.Quarantine.QuarantineAsync(name, new DocumentQuarantine(Given.Noon.AddTicks(12), "entry 1 is damaged 🦊"), Ct));
        Assert.False(await _store.Quarantine.QuarantineAsync(name, new DocumentQuarantine(Given.Noon.AddDays(1), "again"), Ct));
        Assert.Equal(new DocumentQuarantine(Given.Noon.AddMicroseconds(1), "entry 1 is damaged 🦊"), (await _store.Catalog.FindAsync(name, Ct))!.Quarantine);
        Assert.NotNull(Assert.Single(await _store.Catalog.ListAsync(name.Value, null, 1, Ct)).Quarantine);

        Assert.True(await _store.Quarantine.ReleaseAsync(name, Ct));
        Assert.False(await _store.Quarantine.ReleaseAsync(name, Ct));
        Assert.Null((await _store.Catalog.FindAsync(name, Ct))!.Quarantine);
    }

    [Fact]
    public async Task A_document_that_does_not_exist_cannot_be_quarantined()
    {
        Assert.False(await _store.Quarantine.QuarantineAsync(Given.Name(), new DocumentQuarantine(Given.Noon, "why"), Ct));
    }

    [Fact]
    public async Task Trimming_removes_exactly_the_entries_up_to_a_number()
    {
        var name = await DocumentAsync(updates: 9);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 6), Ct);

        Assert.Equal(4, await _store.Trimming.TrimLogAsync(name, 4, [guard.Id], Ct));

        Assert.Equal([5, 6, 7, 8, 9], (await _store.Log.ReadAllAsync(name, afterSeq: 4)).Select(entry => entry.Seq));
        var record = await _store.Catalog.FindAsync(name, Ct);
        Assert.Equal((4, 9, 25), (record!.TrimmedThrough, record.LastSeq, record.LogBytes));
        Assert.Equal(0, await _store.Trimming.TrimLogAsync(name, 4, [guard.Id], Ct));
        Assert.Equal(2, await _store.Trimming.TrimLogAsync(name, 6, [guard.Id], Ct));
    }

    [Fact]
    public async Task Appending_goes_on_behind_a_trimmed_log()
    {
        var name = await DocumentAsync(updates: 3);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 3), Ct);
        await _store.Trimming.TrimLogAsync(name, 3, [guard.Id], Ct);

        var appended = await _store.Log.AppendAsync(Given.Batch(name, Given.Updates(2)));

        Assert.Equal((4, 5), (appended.FirstSeq, appended.LastSeq));
        Assert.Equal([4, 5], (await _store.Log.ReadAllAsync(name, afterSeq: 3)).Select(entry => entry.Seq));
    }

    [Theory]
    [InlineData(0, long.MaxValue)]
    [InlineData(2, 3)]
    public async Task What_was_thinned_away_is_not_called_damaged(long afterSeq, long throughSeq)
    {
        var name = await DocumentAsync(updates: 5);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 4), Ct);
        await _store.Trimming.TrimLogAsync(name, 3, [guard.Id], Ct);

        var thinned = await Assert.ThrowsAsync<ThinnedHistoryException>(() => _store.Log.ReadAllAsync(name, afterSeq, throughSeq));

        Assert.Equal(3, thinned.TrimmedThrough);
    }

    [Fact]
    public async Task Nothing_is_trimmed_ahead_of_a_snapshot()
    {
        var name = await DocumentAsync(updates: 5);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 3), Ct);

        await RequireRefusedAsync(() => _store.Trimming.TrimLogAsync(name, 4, [guard.Id], Ct), name, entries: 5);
        await RequireRefusedAsync(() => _store.Trimming.TrimLogAsync(name, 3, [], Ct), name, entries: 5);
        await RequireRefusedAsync(() => _store.Trimming.TrimLogAsync(name, 3, [guard.Id + 100_000], Ct), name, entries: 5);
    }

    [Fact]
    public async Task A_snapshot_of_another_document_stands_in_for_nothing()
    {
        var (name, other) = (await DocumentAsync(updates: 5), await DocumentAsync(updates: 5));
        var foreign = await _store.Snapshots.SaveAsync(Given.Snapshot(other, 5), Ct);

        await RequireRefusedAsync(() => _store.Trimming.TrimLogAsync(name, 3, [foreign.Id], Ct), name, entries: 5);
    }

    [Fact]
    public async Task A_damaged_snapshot_stands_in_for_nothing()
    {
        var name = await DocumentAsync(updates: 5);
        var whole = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 5), Ct);
        var damaged = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 4), Ct);
        await fixture.DamageSnapshotAsync(damaged.Id);

        await RequireRefusedAsync(() => _store.Trimming.TrimLogAsync(name, 3, [whole.Id, damaged.Id], Ct), name, entries: 5);
    }

    [Fact]
    public async Task A_log_that_lacks_an_entry_is_not_trimmed()
    {
        var name = await DocumentAsync(updates: 5);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 5), Ct);
        await fixture.RemoveUpdateAsync(name, 2);

        await RequireRefusedAsync(() => _store.Trimming.TrimLogAsync(name, 3, [guard.Id], Ct), name, entries: 4);
    }

    [Fact]
    public async Task A_quarantined_document_keeps_everything()
    {
        var name = await DocumentAsync(updates: 5);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 5), Ct);
        await _store.Quarantine.QuarantineAsync(name, new DocumentQuarantine(Given.Noon, "why"), Ct);

        await RequireRefusedAsync(() => _store.Trimming.TrimLogAsync(name, 3, [guard.Id], Ct), name, entries: 5);
        await Assert.ThrowsAsync<TrimRefusedException>(() => _store.Trimming.RemoveSnapshotsAsync(name, [guard.Id], Ct));
        Assert.NotNull(await _store.Snapshots.FindAsync(name, guard.Id, Ct));
    }

    [Fact]
    public async Task Snapshots_are_removed_by_id_and_only_those_of_the_document()
    {
        var (name, other) = (await DocumentAsync(updates: 5), await DocumentAsync(updates: 5));
        var kept = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 3), Ct);
        var gone = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 5), Ct);
        var foreign = await _store.Snapshots.SaveAsync(Given.Snapshot(other, 5), Ct);

        Assert.Equal(1, await _store.Trimming.RemoveSnapshotsAsync(name, [gone.Id, foreign.Id], Ct));

        Assert.Null(await _store.Snapshots.FindAsync(name, gone.Id, Ct));
        Assert.NotNull(await _store.Snapshots.FindAsync(other, foreign.Id, Ct));
        Assert.Equal(kept.Id, (await _store.Snapshots.FindLatestAsync(name, long.MaxValue, Ct))!.Info.Id);
        Assert.Equal(3, (await _store.Catalog.FindAsync(name, Ct))!.SnapshotSeq);
        Assert.NotEqual(gone.Id, (await _store.Snapshots.SaveAsync(Given.Snapshot(name, 5), Ct)).Id);
    }

    [Fact]
    public async Task The_snapshot_that_a_trimmed_log_begins_with_cannot_be_removed()
    {
        var name = await DocumentAsync(updates: 5);
        var old = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 2), Ct);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 4), Ct);
        await _store.Trimming.TrimLogAsync(name, 3, [guard.Id], Ct);

        await Assert.ThrowsAsync<TrimRefusedException>(() => _store.Trimming.RemoveSnapshotsAsync(name, [guard.Id], Ct));
        Assert.Equal(1, await _store.Trimming.RemoveSnapshotsAsync(name, [old.Id], Ct));
        Assert.NotNull(await _store.Snapshots.FindAsync(name, guard.Id, Ct));
    }

    [Fact]
    public async Task The_first_entry_since_a_moment_is_found()
    {
        var name = Given.Name();
        for (var hour = 0; hour < 4; hour++)
        {
            await _store.Log.AppendAsync(Given.Batch(name, Given.Update(1) with { AcceptedAt = Given.Noon.AddHours(hour) }));
        }

        Assert.Equal(1, await _store.Trimming.FindFirstSinceAsync(name, Given.Noon, Ct));
        Assert.Equal(3, await _store.Trimming.FindFirstSinceAsync(name, Given.Noon.AddHours(1.5), Ct));
        Assert.Null(await _store.Trimming.FindFirstSinceAsync(name, Given.Noon.AddHours(4), Ct));
    }

    [Fact]
    public async Task Measuring_counts_what_is_there()
    {
        var name = await DocumentAsync(updates: 6);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 5), Ct);
        await _store.Trimming.TrimLogAsync(name, 2, [guard.Id], Ct);
        await fixture.RemoveUpdateAsync(name, 4);

        var figures = await _store.Measure.MeasureAsync(name, Ct);

        Assert.Equal((3, 3, 6, 15, 5), (figures!.Entries, figures.FirstSeq, figures.LastSeq, figures.Bytes, figures.NewestSnapshotSeq));
        Assert.Equal(await _store.Catalog.FindAsync(name, Ct), figures.Record);
        Assert.Null(await _store.Measure.MeasureAsync(Given.Name(), Ct));
    }

    [Fact]
    public async Task Wrong_figures_are_set_right_and_nothing_else_is_touched()
    {
        var name = await DocumentAsync(updates: 6);
        await _store.Snapshots.SaveAsync(Given.Snapshot(name, 5), Ct);
        Assert.False(await _store.Measure.CorrectAsync(name, Ct));
        await fixture.RemoveUpdateAsync(name, 4);

        Assert.True(await _store.Measure.CorrectAsync(name, Ct));
        var figures = await _store.Measure.MeasureAsync(name, Ct);
        Assert.Equal(figures!.Bytes, figures.Record.LogBytes);
        Assert.Equal((6, 5, 0), (figures.Record.LastSeq, figures.Record.SnapshotSeq, figures.Record.TrimmedThrough));
        Assert.False(await _store.Measure.CorrectAsync(name, Ct));
        Assert.False(await _store.Measure.CorrectAsync(Given.Name(), Ct));
    }

    [Fact]
    public async Task Quarantined_documents_are_counted()
    {
        var name = await DocumentAsync(updates: 1);
        var before = await _store.Quarantine.CountAsync(Ct);
        await _store.Quarantine.QuarantineAsync(name, new DocumentQuarantine(Given.Noon, "why"), Ct);
        Assert.Equal(before + 1, await _store.Quarantine.CountAsync(Ct));
        await _store.Quarantine.ReleaseAsync(name, Ct);
        Assert.Equal(before, await _store.Quarantine.CountAsync(Ct));
    }

    [Fact]
    public async Task Two_servers_that_trim_at_once_remove_each_entry_once()
    {
        await using var another = await fixture.OpenAnotherAsync();
        var name = await DocumentAsync(updates: 60);
        var guard = await _store.Snapshots.SaveAsync(Given.Snapshot(name, 60), Ct);

        var removed = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => Task.Run(
            () => (i % 2 == 0 ? _store : another).Trimming.TrimLogAsync(name, i * 5, [guard.Id], Ct), Ct)));

        Assert.Equal(60, removed.Sum());
        var figures = await _store.Measure.MeasureAsync(name, Ct);
        Assert.Equal((0, 0, 60, 60), (figures!.Entries, figures.Bytes, figures.Record.TrimmedThrough, figures.Record.LastSeq));
    }

    [Fact]
    public async Task Writers_that_append_while_others_trim_lose_nothing()
    {
        await using var another = await fixture.OpenAnotherAsync();
        var name = await DocumentAsync(updates: 1);
        var trimming = Task.Run(
            async () =>
            {
                for (var seq = 1L; seq <= 30; seq++)
                {
                    var guard = await another.Snapshots.SaveAsync(Given.Snapshot(name, seq), Ct);
                    await another.Trimming.TrimLogAsync(name, seq, [guard.Id], Ct);
                    await _store.Log.AppendAsync(Given.Batch(name, Given.Update((byte)seq)));
                }
            },
            Ct);
        var appended = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => _store.Log.AppendAsync(Given.Batch(name, Given.Update((byte)i))), Ct)));
        await trimming;

        Assert.Equal(40, appended.Select(done => done.FirstSeq).Distinct().Count());
        Assert.Equal(Enumerable.Range(31, 41).Select(seq => (long)seq), (await _store.Log.ReadAllAsync(name, afterSeq: 30)).Select(entry => entry.Seq));
    }

    private async Task RequireRefusedAsync(Func<Task<long>> trim, DocumentName name, long entries)
    {
        Assert.Equal(name, (await Assert.ThrowsAsync<TrimRefusedException>(trim)).Document);
        var figures = await _store.Measure.MeasureAsync(name, Ct);
        Assert.Equal((entries, 0), (figures!.Entries, figures.Record.TrimmedThrough));
    }

    private async Task<DocumentName> DocumentAsync(int updates)
    {
        var name = Given.Name();
        await _store.Log.AppendAsync(Given.Batch(name, Given.Updates(updates)));
        return name;
    }
}
