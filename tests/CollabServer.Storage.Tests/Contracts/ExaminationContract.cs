using CollabServer.Documents.Catalog;
using CollabServer.Documents.Integrity;
using CollabServer.Documents.Snapshots;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Contracts;

/// <summary>What the doctor finds in every store.</summary>
public abstract class ExaminationContract(StoreFixture fixture) : IAsyncLifetime
{
    private readonly Writer _writer = new(Given.Name());
    private OpenStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await fixture.SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_sound_document_is_called_sound()
    {
        await WriteAsync("one", "two", "!");

        var found = await ExamineAsync();

        Assert.True(found.IsSound);
        Assert.Empty(found.Findings);
        Assert.Equal((7, 7, 2), (found.LastSeq, found.Entries, found.Snapshots));
    }

    [Fact]
    public async Task A_document_that_does_not_exist_is_not_examined()
    {
        await using var node = new ServerNode(_store);
        Assert.Null(await node.Get<DocumentExaminer>().ExamineAsync(Given.Name(), Ct));
    }

    [Fact]
    public async Task A_damaged_entry_in_front_of_a_snapshot_is_covered_by_it()
    {
        await WriteAsync("one", "two", "!");
        await fixture.DamageUpdateAsync(_writer.Name, 2);

        var finding = await TheFindingAsync();

        Assert.Equal((FindingKind.UnreadableEntries, FindingWeight.Covered, 2, 2), (finding.Kind, finding.Weight, finding.FirstSeq, finding.LastSeq));
    }

    [Fact]
    public async Task Missing_entries_behind_the_last_snapshot_are_a_loss()
    {
        await WriteAsync("one", "twothree");
        await fixture.RemoveUpdateAsync(_writer.Name, 5);
        await fixture.RemoveUpdateAsync(_writer.Name, 6);
        await fixture.DamageUpdateAsync(_writer.Name, 9);

        var found = (await ExamineAsync()).Findings;

        Assert.Equal([(5L, 6L), (9L, 9L)], found.Select(finding => (finding.FirstSeq!.Value, finding.LastSeq!.Value)));
        Assert.All(found, finding => Assert.Equal((FindingKind.UnreadableEntries, FindingWeight.Loss), (finding.Kind, finding.Weight)));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_covered_by_the_log()
    {
        await WriteAsync("one", "two", "!");
        var damaged = await NewestAsync();
        await fixture.DamageSnapshotAsync(damaged.Id);

        var finding = await TheFindingAsync();

        Assert.Equal((FindingKind.DamagedSnapshot, FindingWeight.Covered, damaged.Id), (finding.Kind, finding.Weight, finding.SnapshotId));
    }

    [Fact]
    public async Task A_snapshot_that_holds_something_else_than_the_log_is_found()
    {
        await WriteAsync("one", "two", "!");
        var honest = (await _store.Snapshots.FindLatestAsync(_writer.Name, 3, Ct))!;
        var liar = await _store.Snapshots.SaveAsync(Given.Snapshot(_writer.Name, 5, state: honest.State.ToArray()), Ct);

        var finding = await TheFindingAsync();

        Assert.Equal((FindingKind.FalseSnapshot, FindingWeight.Loss, liar.Id), (finding.Kind, finding.Weight, finding.SnapshotId));
    }

    [Fact]
    public async Task A_thinned_document_is_sound_while_its_snapshots_are()
    {
        await WriteAsync("one", "two", "!");
        var newest = await NewestAsync();
        await _store.Trimming.TrimLogAsync(_writer.Name, 5, [newest.Id], Ct);
        Assert.True((await ExamineAsync()).IsSound);

        await fixture.DamageSnapshotAsync(newest.Id);
        var found = (await ExamineAsync()).Findings;
        Assert.Equal([FindingKind.DamagedSnapshot, FindingKind.NoBeginning], found.Select(finding => finding.Kind));
        Assert.All(found, finding => Assert.Equal(FindingWeight.Loss, finding.Weight));

        // The version at entry 3 is what can still be read.
        await using var node = new ServerNode(_store);
        Assert.Equal("one", await _writer.ReadAsync(node));
        Assert.NotNull((await _store.Catalog.FindAsync(_writer.Name, Ct))!.Quarantine);
    }

    [Fact]
    public async Task A_quarantine_is_mentioned()
    {
        await WriteAsync("one");
        await _store.Quarantine.QuarantineAsync(_writer.Name, new DocumentQuarantine(Given.Noon, "a wild guess"), Ct);

        var found = await ExamineAsync();

        Assert.True(found.IsSound);
        Assert.Contains("a wild guess", Assert.Single(found.Findings).Sentence);
    }

    [Fact]
    public async Task Edits_that_wait_for_others_are_mentioned()
    {
        _writer.Type('a');
        var dependent = _writer.Type('b');
        await _store.Log.AppendAsync(Given.Batch(_writer.Name, Given.Update(dependent)));

        var found = await ExamineAsync();

        Assert.True(found.IsSound);
        Assert.Equal(FindingKind.PendingEdits, Assert.Single(found.Findings).Kind);
    }

    [Fact]
    public async Task Examining_beside_a_writer_finds_nothing()
    {
        await WriteAsync("one");
        await using var node = new ServerNode(_store);
        var writing = Task.Run(() => _writer.TypeAsync(node, new string('x', 60)), Ct);
        do
        {
            Assert.Empty((await ExamineAsync()).Findings);
        }
        while (!writing.IsCompleted);

        await writing;
    }

    private async Task WriteAsync(params string[] texts)
    {
        await using var node = new ServerNode(_store);
        await _writer.WriteAsync(node, texts);
    }

    private async Task<Examination> ExamineAsync()
    {
        await using var node = new ServerNode(_store);
        return (await node.Get<DocumentExaminer>().ExamineAsync(_writer.Name, Ct))!;
    }

    private async Task<Finding> TheFindingAsync()
    {
        var found = await ExamineAsync();
        Assert.False(found.IsSound);
        return Assert.Single(found.Findings);
    }

    private async Task<SnapshotInfo> NewestAsync() => (await _store.Snapshots.FindLatestAsync(_writer.Name, long.MaxValue, Ct))!.Info;
}
