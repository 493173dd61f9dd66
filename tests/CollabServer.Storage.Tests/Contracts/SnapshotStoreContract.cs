using System.Security.Cryptography;
using CollabServer.Documents;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What every <see cref="ISnapshotStore"/> keeps.</summary>
public abstract class SnapshotStoreContract(StoreFixture fixture) : IAsyncLifetime
{
    private static readonly SnapshotKind[] AllKinds = Enum.GetValues<SnapshotKind>();

    private OpenStore _store = null!;

    private ISnapshotStore Snapshots => _store.Snapshots;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_snapshot_comes_back_as_it_was_saved()
    {
        var name = await DocumentAsync(updates: 5);
        var state = RandomNumberGenerator.GetBytes(70_000);
        var snapshot = new NewSnapshot(name, 4, state, SnapshotKind.Version, "Übergabe 🦊", "zoë", Given.Noon.AddTicks(19));

        var saved = await Snapshots.SaveAsync(snapshot, Ct);
        var found = await Snapshots.FindAsync(name, saved.Id, Ct);

        Assert.Equal(new SnapshotInfo(saved.Id, name, 4, SnapshotKind.Version, "Übergabe 🦊", "zoë", Given.Noon.AddMicroseconds(1), 70_000), saved);
        Assert.Equal(saved, found!.Info);
        Assert.True(found.State.Span.SequenceEqual(state));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public async Task States_of_any_size_come_back(int bytes)
    {
        var name = await DocumentAsync(updates: 1);
        var state = new byte[bytes];
        new Random(bytes).NextBytes(state.AsSpan(0, bytes / 2));

        await Snapshots.SaveAsync(Given.Snapshot(name, 1, state: state), Ct);

        var found = await Snapshots.FindLatestAsync(name, long.MaxValue, Ct);
        Assert.Equal(bytes, found!.Info.StateBytes);
        Assert.True(found.State.Span.SequenceEqual(state));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 2L)]
    [InlineData(4, 2L)]
    [InlineData(5, 5L)]
    [InlineData(8, 8L)]
    [InlineData(long.MaxValue, 8L)]
    public async Task The_latest_is_the_one_with_the_highest_number_that_is_not_above_the_bound(long atMostSeq, long? expected)
    {
        var name = await DocumentAsync(updates: 9);
        await Snapshots.SaveAsync(Given.Snapshot(name, 8), Ct);
        await Snapshots.SaveAsync(Given.Snapshot(name, 2, SnapshotKind.Version), Ct);
        await Snapshots.SaveAsync(Given.Snapshot(name, 5, SnapshotKind.BeforeRestore), Ct);

        Assert.Equal(expected, (await Snapshots.FindLatestAsync(name, atMostSeq, Ct))?.Info.Seq);
    }

    [Fact]
    public async Task Of_several_at_one_number_the_latest_is_the_newest()
    {
        var name = await DocumentAsync(updates: 3);
        await Snapshots.SaveAsync(Given.Snapshot(name, 3), Ct);
        var newest = await Snapshots.SaveAsync(Given.Snapshot(name, 3, SnapshotKind.Version), Ct);

        Assert.Equal(newest, (await Snapshots.FindLatestAsync(name, 3, Ct))!.Info);
    }

    [Fact]
    public async Task A_checkpoint_is_kept_once_for_each_number()
    {
        var name = await DocumentAsync(updates: 3);
        var first = await Snapshots.SaveAsync(Given.Snapshot(name, 2, state: [1, 2]), Ct);

        var second = await Snapshots.SaveAsync(Given.Snapshot(name, 2, state: [3, 4, 5]), Ct);
        var version = await Snapshots.SaveAsync(Given.Snapshot(name, 2, SnapshotKind.Version), Ct);

        Assert.Equal(first, second);
        Assert.NotEqual(first.Id, version.Id);
        Assert.Equal([1, 2], (await Snapshots.FindAsync(name, first.Id, Ct))!.State.ToArray());
    }

    [Fact]
    public async Task A_checkpoint_written_by_two_servers_at_once_is_kept_once()
    {
        await using var another = await fixture.OpenAnotherAsync();
        for (var round = 0; round < 10; round++)
        {
            var name = await DocumentAsync(updates: 1);

            var saved = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? _store : another).Snapshots.SaveAsync(Given.Snapshot(name, 1), Ct), Ct)));

            Assert.Single(saved.Distinct());
            Assert.Single(await Snapshots.ListAsync(name, AllKinds, long.MaxValue, 10, Ct));
        }
    }

    [Fact]
    public async Task A_snapshot_beyond_the_log_is_refused()
    {
        var name = await DocumentAsync(updates: 3);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Snapshots.SaveAsync(Given.Snapshot(name, 4), Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Snapshots.SaveAsync(Given.Snapshot(name, -1), Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Snapshots.SaveAsync(Given.Snapshot(Given.Name(), 1), Ct));

        Assert.Null(await Snapshots.FindLatestAsync(name, long.MaxValue, Ct));
    }

    [Fact]
    public async Task A_label_that_no_database_keeps_is_refused()
    {
        var name = await DocumentAsync(updates: 1);

        await Assert.ThrowsAsync<ArgumentException>(() => Snapshots.SaveAsync(Given.Snapshot(name, 1, label: "a\0b"), Ct));
    }

    [Fact]
    public async Task Listing_gives_the_newest_first_of_the_kinds_asked_for_in_pages()
    {
        var name = await DocumentAsync(updates: 9);
        var other = await DocumentAsync(updates: 9);
        List<SnapshotInfo> saved = [];
        for (var seq = 1; seq <= 9; seq++)
        {
            saved.Add(await Snapshots.SaveAsync(Given.Snapshot(name, 10 - seq, (SnapshotKind)(seq % 3), label: $"number {seq}"), Ct));
            await Snapshots.SaveAsync(Given.Snapshot(other, seq, SnapshotKind.Version), Ct);
        }

        var all = await Snapshots.ListAsync(name, AllKinds, long.MaxValue, 100, Ct);
        var versions = await Snapshots.ListAsync(name, [SnapshotKind.Version], long.MaxValue, 2, Ct);
        var rest = await Snapshots.ListAsync(name, [SnapshotKind.Version], versions[^1].Id, 2, Ct);

        Assert.Equal(saved.AsEnumerable().Reverse(), all);
        Assert.Equal(all.Where(info => info.Kind == SnapshotKind.Version), versions.Concat(rest));
        Assert.Empty(await Snapshots.ListAsync(name, [], long.MaxValue, 10, Ct));
        Assert.Empty(await Snapshots.ListAsync(Given.Name(), AllKinds, long.MaxValue, 10, Ct));
    }

    [Fact]
    public async Task A_snapshot_is_not_found_under_another_document()
    {
        var (name, other) = (await DocumentAsync(updates: 1), await DocumentAsync(updates: 1));
        var saved = await Snapshots.SaveAsync(Given.Snapshot(name, 1), Ct);

        Assert.Null(await Snapshots.FindAsync(other, saved.Id, Ct));
        Assert.Null(await Snapshots.FindAsync(name, saved.Id + 1_000_000, Ct));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_noticed_and_the_one_before_it_found()
    {
        var name = await DocumentAsync(updates: 9);
        await Snapshots.SaveAsync(Given.Snapshot(name, 3), Ct);
        var damaged = await Snapshots.SaveAsync(Given.Snapshot(name, 7), Ct);
        await fixture.DamageSnapshotAsync(damaged.Id);

        var fault = await Assert.ThrowsAsync<CorruptSnapshotException>(() => Snapshots.FindLatestAsync(name, long.MaxValue, Ct));
        await Assert.ThrowsAsync<CorruptSnapshotException>(() => Snapshots.FindAsync(name, damaged.Id, Ct));

        Assert.Equal((damaged.Id, 7), (fault.SnapshotId, fault.Seq));
        Assert.Equal(3, (await Snapshots.FindLatestAsync(name, fault.Seq - 1, Ct))!.Info.Seq);
        Assert.Equal(2, (await Snapshots.ListAsync(name, AllKinds, long.MaxValue, 10, Ct)).Count);
    }

    [Fact]
    public async Task The_document_remembers_its_highest_snapshot()
    {
        var name = await DocumentAsync(updates: 9);
        await Snapshots.SaveAsync(Given.Snapshot(name, 6), Ct);
        await Snapshots.SaveAsync(Given.Snapshot(name, 2, SnapshotKind.Version), Ct);

        Assert.Equal(6, (await _store.Catalog.FindAsync(name, Ct))!.SnapshotSeq);
    }

    [Fact]
    public async Task A_cancelled_save_writes_nothing()
    {
        var name = await DocumentAsync(updates: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Snapshots.SaveAsync(Given.Snapshot(name, 1), new CancellationToken(canceled: true)));

        Assert.Null(await Snapshots.FindLatestAsync(name, long.MaxValue, Ct));
    }

    private async Task<DocumentName> DocumentAsync(int updates)
    {
        var name = Given.Name();
        await _store.Log.AppendAsync(Given.Batch(name, Given.Updates(updates)));
        return name;
    }
}
