using CollabServer.Crdt.Updates;
using CollabServer.Documents;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Retention;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Tests.Stores;
using CollabServer.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What is removed of the past in every store, and what never is.</summary>
public abstract class RetentionContract(StoreFixture fixture) : IAsyncLifetime
{
    private readonly Writer _writer = new(Given.Name());
    private OpenStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task By_default_everything_is_kept()
    {
        await WriteAsync(days: 20);
        await CheckpointAsync(3, 6, 9, 12);

        Assert.Equal(new Thinned(0, 0), await ThinAsync(_ => { }));
        Assert.Equal(20, (await _store.Measure.MeasureAsync(_writer.Name, Ct))!.Entries);
    }

    [Fact]
    public async Task Entries_older_than_the_policy_go_and_the_document_and_all_later_moments_stay()
    {
        await WriteAsync(days: 20);
        var version = await SaveAsync(SnapshotKind.Version, 4, "keep me");

        // It is day 20; what was typed before day 15 is older than five days.
        Assert.Equal(new Thinned(14, 0), await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(5)));

        await using var node = NewNode();
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
        for (var seq = 14; seq <= 20; seq++)
        {
            Assert.Equal(_writer.Text[..seq], await ReadAtAsync(node, seq));
        }

        Assert.Equal(14, (await Assert.ThrowsAsync<ThinnedHistoryException>(() => ReadAtAsync(node, 13))).TrimmedThrough);
        Assert.Equal(_writer.Text[..4], await ReadAtAsync(node, 4));
        Assert.Equal(_writer.Text[..4], Writer.TextOf((await _store.Snapshots.FindAsync(_writer.Name, version.Id, Ct))!.State, UpdateEncoding.V2));
        Assert.True((await node.Get<DocumentExaminer>().ExamineAsync(_writer.Name, Ct))!.IsSound);
        await _writer.TypeAsync(node, "!");
        Assert.Equal(21, (await _store.Catalog.FindAsync(_writer.Name, Ct))!.LastSeq);
    }

    [Fact]
    public async Task A_document_nobody_edits_any_more_keeps_its_newest_entry_and_all_of_its_content()
    {
        await WriteAsync(days: 20);

        Assert.Equal(19, (await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(5), now: 1_000)).Entries);

        await using var node = NewNode();
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
    }

    [Fact]
    public async Task Thinning_again_removes_only_what_has_become_old_since()
    {
        await WriteAsync(days: 20);
        await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(5));
        Assert.Equal(0, (await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(5))).Entries);
        Assert.Equal(2, (await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(5), now: 22)).Entries);

        await using var node = NewNode();
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
    }

    [Fact]
    public async Task Of_a_thinned_document_either_newest_snapshot_may_be_damaged()
    {
        await WriteAsync(days: 20);
        await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(5));
        var snapshots = await _store.Snapshots.ListAsync(_writer.Name, [SnapshotKind.Checkpoint], long.MaxValue, 10, Ct);
        Assert.Equal([14L, 20L], snapshots.Select(info => info.Seq).Order());

        await fixture.DamageSnapshotAsync(snapshots[0].Id);
        await using (var node = NewNode())
        {
            Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
        }

        await fixture.DamageSnapshotAsync(snapshots[0].Id);
        await fixture.DamageSnapshotAsync(snapshots[1].Id);
        await using (var node = NewNode())
        {
            Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
            Assert.Null((await _store.Catalog.FindAsync(_writer.Name, Ct))!.Quarantine);
        }
    }

    [Fact]
    public async Task The_newest_checkpoints_and_all_versions_are_kept()
    {
        await WriteAsync(days: 20);
        await CheckpointAsync(2, 4, 6, 8, 10);
        await SaveAsync(SnapshotKind.Version, 3, "named");
        await SaveAsync(SnapshotKind.BeforeRestore, 5, "safety");

        Assert.Equal(new Thinned(0, 3), await ThinAsync(history => history.KeepCheckpoints = 2));

        var left = await SnapshotSeqsAsync();
        Assert.Equal([3L, 5, 8, 10], left);
        await using var node = NewNode();
        Assert.Equal(_writer.Text[..7], await ReadAtAsync(node, 7));
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
    }

    [Fact]
    public async Task Versions_go_by_age_when_the_policy_says_so_and_nothing_that_is_needed_goes()
    {
        await WriteAsync(days: 20);
        await SaveAsync(SnapshotKind.Version, 3, "old", day: 3);
        await SaveAsync(SnapshotKind.BeforeRestore, 4, "old", day: 4);
        await SaveAsync(SnapshotKind.Version, 12, "newer", day: 12);
        await SaveAsync(SnapshotKind.Version, 13, "newest", day: 13);

        Assert.Equal(2, (await ThinAsync(history => (history.KeepVersions, history.KeepSafetyVersions) = (TimeSpan.FromDays(5), TimeSpan.FromDays(5)))).Snapshots);

        var left = await SnapshotSeqsAsync();
        Assert.Equal([12L, 13], left);
    }

    [Fact]
    public async Task The_snapshot_a_thinned_log_begins_with_stays_however_old_it_is()
    {
        await WriteAsync(days: 20);
        await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(5));
        await CheckpointAsync(16, 17, 18, 19);

        Assert.Equal(3, (await ThinAsync(history => history.KeepCheckpoints = 2)).Snapshots);

        await using var node = NewNode();
        Assert.Equal(_writer.Text[..15], await ReadAtAsync(node, 15));
        Assert.Contains(14L, await SnapshotSeqsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_thinned_of_a_document_with_damage(bool isSnapshot)
    {
        await WriteAsync(days: 20);
        await CheckpointAsync(10);
        if (isSnapshot)
        {
            await fixture.DamageSnapshotAsync((await _store.Snapshots.FindLatestAsync(_writer.Name, 10, Ct))!.Info.Id);
        }
        else
        {
            await fixture.DamageUpdateAsync(_writer.Name, 3);
        }

        await using var node = NewNode(history => history.KeepUpdates = TimeSpan.FromDays(5));
        Assert.Equal(0, (await node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct)).Entries);
        Assert.Contains(1023, node.Logged);
        Assert.Equal(20, (await _store.Measure.MeasureAsync(_writer.Name, Ct))!.Entries);
    }

    [Fact]
    public async Task A_version_that_nothing_can_bring_back_does_not_keep_all_other_history_for_ever()
    {
        await WriteAsync(days: 20);
        var version = await SaveAsync(SnapshotKind.Version, 4, "lost");
        await ThinAsync(history => history.KeepUpdates = TimeSpan.FromDays(10));
        await fixture.DamageSnapshotAsync(version.Id);

        await using var node = NewNode(history => history.KeepUpdates = TimeSpan.FromDays(5));
        Assert.Equal(5, (await node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct)).Entries);
        Assert.Contains(1026, node.Logged);
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
    }

    [Fact]
    public async Task The_entries_from_which_a_damaged_version_can_be_brought_back_stay()
    {
        await WriteAsync(days: 20);
        var version = await SaveAsync(SnapshotKind.Version, 6, "damaged");
        await SaveAsync(SnapshotKind.BeforeRestore, 9, "whole");
        await fixture.DamageSnapshotAsync(version.Id);

        await using var node = NewNode(history => history.KeepUpdates = TimeSpan.FromDays(5));
        Assert.Equal(6, (await node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct)).Entries);
        Assert.Contains(1026, node.Logged);
        Assert.Equal(_writer.Text[..6], await ReadAtAsync(node, 6));
        Assert.Equal(0, (await node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct)).Entries);
    }

    [Fact]
    public async Task Both_guards_must_be_whole_when_entries_go()
    {
        await WriteAsync(days: 20);
        await using var node = NewNode(
            history => history.KeepUpdates = TimeSpan.FromDays(5),
            more: services => services.AddSingleton<IHistoryTrimming>(new DamageBeforeTrim(_store.Trimming, guards => fixture.DamageSnapshotAsync(guards.Max()))));

        await Assert.ThrowsAsync<TrimRefusedException>(() => node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct));
        Assert.Equal(20, (await _store.Measure.MeasureAsync(_writer.Name, Ct))!.Entries);
    }

    [Fact]
    public async Task No_snapshot_goes_while_one_that_would_be_left_is_damaged()
    {
        await WriteAsync(days: 20);
        await CheckpointAsync(2, 4, 6, 8);
        await fixture.DamageSnapshotAsync((await _store.Snapshots.FindLatestAsync(_writer.Name, 8, Ct))!.Info.Id);

        Assert.Equal(0, (await ThinAsync(history => history.KeepCheckpoints = 2)).Snapshots);

        var left = await SnapshotSeqsAsync();
        Assert.Equal([2L, 4, 6, 8], left);
    }

    [Fact]
    public async Task Nothing_is_removed_of_a_document_under_quarantine()
    {
        await WriteAsync(days: 20);
        await CheckpointAsync(2, 4, 6);
        await _store.Quarantine.QuarantineAsync(_writer.Name, new DocumentQuarantine(Given.Noon, "why"), Ct);

        Assert.Equal(new Thinned(0, 0), await ThinAsync(history => (history.KeepUpdates, history.KeepCheckpoints) = (TimeSpan.FromDays(5), 2)));
        var left = await SnapshotSeqsAsync();
        Assert.Equal([2L, 4, 6], left);
    }

    [Fact]
    public async Task A_thinning_that_stopped_halfway_is_sound_and_is_completed_later()
    {
        await WriteAsync(days: 20);
        await CheckpointAsync(14, 20);
        var guards = await _store.Snapshots.ListAsync(_writer.Name, [SnapshotKind.Checkpoint], long.MaxValue, 10, Ct);
        await _store.Trimming.TrimLogAsync(_writer.Name, 5, [.. guards.Select(info => info.Id)], Ct);

        await using var node = NewNode(history => history.KeepUpdates = TimeSpan.FromDays(5));
        Assert.True((await node.Get<DocumentExaminer>().ExamineAsync(_writer.Name, Ct))!.IsSound);
        Assert.Equal(_writer.Text, await _writer.ReadAsync(node));
        await Assert.ThrowsAsync<ThinnedHistoryException>(() => ReadAtAsync(node, 10));

        Assert.Equal(9, (await node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct)).Entries);
        Assert.Equal(_writer.Text[..15], await ReadAtAsync(node, 15));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_dies_at_any_step_of_thinning_loses_nothing(bool afterwards)
    {
        var wasInterrupted = true;
        for (var step = 1; wasInterrupted; step++)
        {
            var writer = new Writer(Given.Name());
            await WriteAsync(writer, days: 8);
            var store = new InterruptedUpkeep(_store.Trimming, _store.Snapshots, step, afterwards);
            await using (var dying = NewNode(
                history => (history.KeepUpdates, history.KeepCheckpoints) = (TimeSpan.FromDays(15), 2),
                more: services => services.AddSingleton<IHistoryTrimming>(store).AddSingleton<ISnapshotStore>(store)))
            {
                wasInterrupted = await Record.ExceptionAsync(() => dying.Get<HistoryThinning>().ThinAsync(writer.Name, Ct)) is IOException;
            }

            await using var later = NewNode(history => history.KeepUpdates = TimeSpan.FromDays(15));
            Assert.Equal(writer.Text, await writer.ReadAsync(later));
            Assert.True((await later.Get<DocumentExaminer>().ExamineAsync(writer.Name, Ct))!.IsSound);
            await later.Get<HistoryThinning>().ThinAsync(writer.Name, Ct);
            Assert.Equal(4, (await _store.Catalog.FindAsync(writer.Name, Ct))!.TrimmedThrough);
            Assert.Equal(writer.Text, await writer.ReadAsync(later));
            Assert.True(step < 20);
        }
    }

    [Fact]
    public async Task Two_servers_that_thin_at_once_beside_a_writer_lose_nothing()
    {
        await WriteAsync(days: 20);
        await using var another = await fixture.OpenAnotherAsync();
        await using var one = NewNode(Tight);
        await using var two = NewNode(Tight, another);
        await using var editing = new ServerNode(_store);
        var writing = Task.Run(() => _writer.TypeAsync(editing, new string('x', 40)), Ct);
        while (!writing.IsCompleted)
        {
            await Task.WhenAll(ThinAsync(one), ThinAsync(two));
        }

        await writing;
        await using var later = NewNode();
        Assert.Equal(_writer.Text, await _writer.ReadAsync(later));
        Assert.True((await later.Get<DocumentExaminer>().ExamineAsync(_writer.Name, Ct))!.IsSound);

        static void Tight(HistoryOptions history) => (history.KeepUpdates, history.KeepCheckpoints, history.ThinAfterEntries) = (TimeSpan.FromDays(5), 2, 1);

        // Being refused because the other was faster is fine.
        async Task ThinAsync(ServerNode node)
        {
            try
            {
                await node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct);
            }
            catch (TrimRefusedException)
            {
            }
        }
    }

    /// <summary>One character a day, from day 1.</summary>
    private sealed class DamageBeforeTrim(IHistoryTrimming trimming, Func<IReadOnlyCollection<long>, Task> damage) : IHistoryTrimming
    {
        public Task<long?> FindFirstSinceAsync(DocumentName document, DateTimeOffset moment, CancellationToken ct) =>
            trimming.FindFirstSinceAsync(document, moment, ct);

        public async Task<long> TrimLogAsync(DocumentName document, long throughSeq, IReadOnlyCollection<long> guards, CancellationToken ct)
        {
            await damage(guards);
            return await trimming.TrimLogAsync(document, throughSeq, guards, ct);
        }

        public Task<int> RemoveSnapshotsAsync(DocumentName document, IReadOnlyCollection<long> snapshotIds, CancellationToken ct) =>
            trimming.RemoveSnapshotsAsync(document, snapshotIds, ct);
    }

    private Task WriteAsync(int days) => WriteAsync(_writer, days);

    private async Task WriteAsync(Writer writer, int days)
    {
        for (var day = 1; day <= days; day++)
        {
            await _store.Log.AppendAsync(Given.Batch(
                writer.Name, Given.Update(writer.Type((char)('a' + (day % 26)))) with { AcceptedAt = Given.Noon.AddDays(day) }));
        }
    }

    private async Task CheckpointAsync(params long[] seqs)
    {
        foreach (var seq in seqs)
        {
            await SaveAsync(SnapshotKind.Checkpoint, seq, label: null);
        }
    }

    private async Task<SnapshotInfo> SaveAsync(SnapshotKind kind, long seq, string? label, int day = 20)
    {
        await using var node = NewNode();
        var state = await node.Get<DocumentHistory>().ReadAtAsync(_writer.Name, seq, UpdateEncoding.V2, Ct);
        return await _store.Snapshots.SaveAsync(new NewSnapshot(_writer.Name, seq, state, kind, label, CreatedBy: null, Given.Noon.AddDays(day)), Ct);
    }

    private async Task<Thinned> ThinAsync(Action<HistoryOptions> options, int now = 20)
    {
        await using var node = NewNode(options, now: now);
        return await node.Get<HistoryThinning>().ThinAsync(_writer.Name, Ct);
    }

    private static async Task<string> ReadTextAsync(DocumentHistory history, DocumentName name, long seq) =>
        Writer.TextOf(await history.ReadAtAsync(name, seq, UpdateEncoding.V1, Ct));

    private Task<string> ReadAtAsync(ServerNode node, long seq) => ReadTextAsync(node.Get<DocumentHistory>(), _writer.Name, seq);

    private async Task<long[]> SnapshotSeqsAsync() =>
        [.. (await _store.Snapshots.ListAsync(_writer.Name, Enum.GetValues<SnapshotKind>(), long.MaxValue, 100, Ct)).Select(info => info.Seq).Order()];

    private ServerNode NewNode(
        Action<HistoryOptions>? options = null, OpenStore? store = null, int now = 20, Action<IServiceCollection>? more = null) => new(
        store ?? _store,
        more: services =>
        {
            services.AddSingleton<TimeProvider>(new ManualTimeProvider(Given.Noon.AddDays(now)))
                .Configure<HistoryOptions>(history => history.ThinAfterEntries = 1)
                .Configure(options ?? (_ => { }));
            more?.Invoke(services);
        });
}
