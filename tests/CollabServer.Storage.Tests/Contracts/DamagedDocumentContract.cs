using System.Globalization;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What becomes of a document whose rows are damaged in the database.</summary>
public abstract class DamagedDocumentContract(StoreFixture fixture) : IAsyncLifetime
{
    private readonly Writer _writer = new(Given.Name());
    private OpenStore _store = null!;

    private static int Damages => Setting("COLLAB_DAMAGES", 12);

    private static int Seed => Setting("COLLAB_SEED", 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_damaged_snapshot_is_replaced_by_the_one_before_and_more_of_the_log()
    {
        await WriteAsync("one", "two", "three");
        await fixture.DamageSnapshotAsync((await NewestAsync()).Id);

        await using var node = new ServerNode(_store);
        Assert.Equal("onetwothree", await _writer.ReadAsync(node));
        Assert.Contains(1004, node.Logged);
        Assert.Null((await _store.Catalog.FindAsync(_writer.Name, Ct))!.Quarantine);
        await _writer.TypeAsync(node, "!");
    }

    [Fact]
    public async Task All_snapshots_damaged_leave_the_whole_log()
    {
        await WriteAsync("one", "two");
        foreach (var info in await _store.Snapshots.ListAsync(_writer.Name, Enum.GetValues<SnapshotKind>(), long.MaxValue, 10, Ct))
        {
            await fixture.DamageSnapshotAsync(info.Id);
        }

        await using var node = new ServerNode(_store);
        Assert.Equal("onetwo", await _writer.ReadAsync(node));
    }

    [Fact]
    public async Task A_damaged_entry_in_front_of_a_snapshot_harms_nobody_who_reads_the_present()
    {
        await WriteAsync("one", "two", "?");
        await fixture.DamageUpdateAsync(_writer.Name, 2);
        await fixture.RemoveUpdateAsync(_writer.Name, 5);

        await using var node = new ServerNode(_store);
        Assert.Equal("onetwo?", await _writer.ReadAsync(node));
        await _writer.TypeAsync(node, "!");
    }

    [Theory]
    [InlineData(5, "onet")]
    [InlineData(4, "one")]
    public async Task A_damaged_entry_behind_the_snapshot_quarantines_the_document(long damaged, string readable)
    {
        await WriteAsync("one", "two");
        await fixture.DamageUpdateAsync(_writer.Name, damaged);

        await using var node = new ServerNode(_store);
        Assert.Equal(readable, await _writer.ReadAsync(node));
        Assert.Contains(1005, node.Logged);
        Assert.Contains($"entry {damaged}", (await _store.Catalog.FindAsync(_writer.Name, Ct))!.Quarantine!.Reason);
        await RequireReadOnlyAsync(node);
    }

    [Fact]
    public async Task A_missing_entry_quarantines_the_document()
    {
        await WriteAsync("one", "two");
        await fixture.RemoveUpdateAsync(_writer.Name, 5);

        await using var node = new ServerNode(_store);
        Assert.Equal("onet", await _writer.ReadAsync(node));
        await RequireReadOnlyAsync(node);
    }

    [Fact]
    public async Task A_missing_end_of_the_log_quarantines_the_document()
    {
        await WriteAsync("one", "two");
        await fixture.RemoveUpdateAsync(_writer.Name, 6);

        await using var node = new ServerNode(_store);
        Assert.Equal("onetw", await _writer.ReadAsync(node));
        await RequireReadOnlyAsync(node);
    }

    [Fact]
    public async Task A_document_of_which_nothing_can_be_read_is_unavailable_and_never_empty()
    {
        await WriteAsync("one");
        await fixture.DamageUpdateAsync(_writer.Name, 1);

        await using var node = new ServerNode(_store);
        await Assert.ThrowsAsync<DocumentUnavailableException>(() => _writer.ReadAsync(node));
        Assert.NotNull((await _store.Catalog.FindAsync(_writer.Name, Ct))!.Quarantine);
        Assert.Equal(3, (await _store.Measure.MeasureAsync(_writer.Name, Ct))!.Entries);
    }

    [Fact]
    public async Task A_quarantine_outlives_the_process_and_the_damage()
    {
        await WriteAsync("one", "two");
        await fixture.DamageUpdateAsync(_writer.Name, 5);
        await using (var node = new ServerNode(_store))
        {
            await _writer.ReadAsync(node);
        }

        // The same bit again.
        await fixture.DamageUpdateAsync(_writer.Name, 5);
        await using var later = new ServerNode(_store);
        Assert.Equal("onetwo", await _writer.ReadAsync(later));
        await RequireReadOnlyAsync(later);

        var released = await later.Get<QuarantineRelease>().ReleaseAsync(_writer.Name, "zoë", Ct);
        Assert.Empty(released!.Lost);
        Assert.Null(released.Version);
        await _writer.TypeAsync(later, "!");
        Assert.Equal("onetwo!", await _writer.ReadAsync(later));
    }

    [Fact]
    public async Task Releasing_keeps_what_can_be_read_and_an_editor_brings_back_what_was_lost()
    {
        await WriteAsync("one", "two");
        var state = await StateAsync();
        await fixture.DamageUpdateAsync(_writer.Name, 5);
        await using var node = new ServerNode(_store);
        Assert.Equal("onet", await _writer.ReadAsync(node));
        Assert.Null(await node.Get<QuarantineRelease>().ReleaseAsync(Given.Name(), null, Ct));

        var released = await node.Get<QuarantineRelease>().ReleaseAsync(_writer.Name, "zoë", Ct);

        var lost = Assert.Single(released!.Lost);
        Assert.Equal((5, 5), (lost.FirstSeq, lost.LastSeq));
        Assert.Equal((SnapshotKind.Version, 6, "zoë"), (released.Version!.Kind, released.Version.Seq, released.Version.CreatedBy));
        Assert.Contains(1007, node.Logged);
        Assert.Equal("onet", await _writer.ReadAsync(node));
        Assert.Null(await node.Get<QuarantineRelease>().ReleaseAsync(_writer.Name, "zoë", Ct));
        Assert.Equal(6, (await _store.Measure.MeasureAsync(_writer.Name, Ct))!.Entries);

        // Somebody who had the document open connects again.
        using (var document = await node.Directory.OpenAsync(_writer.Name, Ct))
        {
            await document.ApplyAsync(state, UpdateEncoding.V1, author: null, UpdateOrigin.Client, Ct);
        }

        Assert.Equal("onetwo", await _writer.ReadAsync(node));
        await using var later = new ServerNode(_store);
        Assert.Equal("onetwo", await _writer.ReadAsync(later));
    }

    [Fact]
    public async Task Any_flipped_bit_is_noticed_and_other_documents_are_not_affected()
    {
        var other = new Writer(Given.Name());
        await using (var node = new ServerNode(_store))
        {
            await other.TypeAsync(node, "fine");
        }

        var random = new Random(Seed);
        var damaged = new List<(Writer Writer, int Seq, int Bit)>();
        await using (var node = new ServerNode(_store))
        {
            for (var i = 0; i < Damages; i++)
            {
                damaged.Add((new Writer(Given.Name()), random.Next(2, 8), random.Next(1 << 16)));
                await damaged[i].Writer.TypeAsync(node, "damaged");
            }
        }

        await using var reader = new ServerNode(_store);
        foreach (var (writer, seq, bit) in damaged)
        {
            await fixture.DamageUpdateAsync(writer.Name, seq, bit);
            Assert.True("damaged"[..(seq - 1)] == await writer.ReadAsync(reader), $"Seed {Seed}: entry {seq}, bit {bit}.");
            Assert.NotNull((await _store.Catalog.FindAsync(writer.Name, Ct))!.Quarantine);
        }

        Assert.Equal("fine", await other.ReadAsync(reader));
        await other.TypeAsync(reader, "!");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private async Task WriteAsync(params string[] texts)
    {
        await using var node = new ServerNode(_store);
        await _writer.WriteAsync(node, texts);
    }

    private async Task<byte[]> StateAsync()
    {
        await using var node = new ServerNode(_store);
        using var document = await node.Directory.OpenAsync(_writer.Name, Ct);
        return (await document.ReadStateAsync(UpdateEncoding.V1, Ct)).Update.ToArray();
    }

    private async Task<SnapshotInfo> NewestAsync() => (await _store.Snapshots.FindLatestAsync(_writer.Name, long.MaxValue, Ct))!.Info;

    private async Task RequireReadOnlyAsync(ServerNode node)
    {
        var before = await _store.Measure.MeasureAsync(_writer.Name, Ct);
        using var document = await node.Directory.OpenAsync(_writer.Name, Ct);
        var refused = await Assert.ThrowsAsync<CommandRefusedException>(
            () => document.ApplyAsync(new Writer(_writer.Name).Type('x'), UpdateEncoding.V1, author: null, UpdateOrigin.Client, Ct));
        Assert.Equal(CommandRefusal.Quarantined, refused.Refusal);
        Assert.Equal(before, await _store.Measure.MeasureAsync(_writer.Name, Ct));
    }
}
