using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Restore;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Tests.Differential;
using CollabServer.Crdt.Tests.Fixtures;
using CollabServer.Crdt.Tests.Json;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Restore;

/// <summary>The update that restores a snapshot, and the one that takes it back, computed without touching the document.</summary>
public class RestoreUpdateTests
{
    private const int Histories = 12;

    /// <summary>Far from the seeds other tests use.</summary>
    private const int FirstSeed = 770_000;

    [Fact]
    public void The_update_shows_the_snapshot_and_its_inverse_the_content_before_it()
    {
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        var text = doc.Text("text");
        var map = doc.Map("map");
        Edit(doc, t => text.Insert(t, 0, "first"), t => map.Insert(t, "k", Input.Array([Input.Double(1), Input.Text("inside")])));
        var then = DocumentJsonTests.JsonOf(doc);
        byte[] snapshot;
        using (var read = doc.ReadTransaction())
        {
            snapshot = read.Snapshot();
        }

        Edit(doc, t => text.RemoveRange(t, 0, 3), t => map.Remove(t, "k"), t => text.Insert(t, 2, "!"));
        var now = DocumentJsonTests.JsonOf(doc);
        var state = Replicas.State(doc);
        var restore = Encode(doc, snapshot);

        Assert.False(restore.ChangesNothing);
        Assert.Equal(state, Replicas.State(doc));
        Replicas.Apply(doc, restore.Update);
        Assert.Equal(then, DocumentJsonTests.JsonOf(doc));
        Replicas.Apply(doc, restore.Inverse);
        Assert.Equal(now, DocumentJsonTests.JsonOf(doc));
    }

    [Fact]
    public void The_inverse_waits_for_what_it_takes_back()
    {
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        var text = doc.Text("text");
        Edit(doc, t => text.Insert(t, 0, "abc"));
        byte[] snapshot;
        using (var read = doc.ReadTransaction())
        {
            snapshot = read.Snapshot();
        }

        Edit(doc, t => text.RemoveRange(t, 0, 2));
        var restore = Encode(doc, snapshot);
        Replicas.Apply(doc, restore.Inverse);
        Assert.Equal("""{"text":"c"}""", DocumentJsonTests.JsonOf(doc));
        Replicas.Apply(doc, restore.Update);
        Assert.Equal("""{"text":"c"}""", DocumentJsonTests.JsonOf(doc));
    }

    [Fact]
    public void Only_the_named_roots_are_in_the_update()
    {
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        var one = doc.Text("one");
        var two = doc.Text("two");
        Edit(doc, t => one.Insert(t, 0, "1"), t => two.Insert(t, 0, "2"));
        using var read = doc.ReadTransaction();
        var empty = Convert.FromHexString("0000");
        var restore = read.EncodeRestore(empty, UpdateEncoding.V1, ["two"])!;
        Assert.Equal("""{"one":"1","two":""}""", After(doc, read, restore.Update));
        Assert.Equal("""{"one":"1","two":"2"}""", After(doc, read, restore.Update, restore.Inverse));
    }

    [Fact]
    public void A_document_that_collects_garbage_needs_a_stored_state()
    {
        using var doc = new Doc();
        var text = doc.Text("text");
        Edit(doc, t => text.Insert(t, 0, "abc"));
        using var then = Replicas.Load(Replicas.State(doc));
        Edit(doc, t => text.RemoveRange(t, 0, 2));
        using var read = doc.ReadTransaction();
        Assert.Null(read.EncodeRestore(read.Snapshot(), UpdateEncoding.V1));
        var restore = read.EncodeRestore(then, UpdateEncoding.V1);
        Assert.Equal("""{"text":"abc"}""", After(doc, read, restore.Update));
    }

    [Theory]
    [InlineData(UpdateEncoding.V1, "0000")]
    [InlineData(UpdateEncoding.V2, "00000000000001000000000000")]
    public void Both_are_empty_if_nothing_differs(UpdateEncoding encoding, string empty)
    {
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        Edit(doc, t => t.Apply([0, 0], UpdateEncoding.V1));
        using var read = doc.ReadTransaction();
        var restore = read.EncodeRestore(read.Snapshot(), encoding)!;
        Assert.True(restore.ChangesNothing);
        Assert.Equal(empty, Convert.ToHexString(restore.Update));
        Assert.Equal(empty, Convert.ToHexString(restore.Inverse));
    }

    [Fact]
    public async Task Yjs_shows_the_snapshot_after_the_update_and_the_present_after_the_inverse()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var yjs = YjsPeer.Start();
        await Seeds.ForEachAsync(Histories, async seed =>
        {
            using var recorded = await yjs.HistoryAsync(FirstSeed + seed, ct);
            var history = new History(recorded.RootElement);
            if (history.IsAligned)
            {
                await CheckAsync(history, new Random(seed), yjs, ct);
            }
        });
    }

    private static async Task CheckAsync(History history, Random random, YjsPeer yjs, CancellationToken ct)
    {
        var now = random.Next(history.Updates.Count) + 1;
        var then = random.Next(now);
        var known = history.Updates.Take(now).ToList();
        using var doc = FuzzSession.NewDoc(skipGarbageCollection: true);
        history.Updates.Take(then).ToList().ForEach(update => Replicas.Apply(doc, update));
        byte[] snapshot;
        using (var read = doc.ReadTransaction())
        {
            snapshot = read.Snapshot();
        }

        var before = history.Content(doc);
        known.Skip(then).ToList().ForEach(update => Replicas.Apply(doc, update));
        var present = history.Content(doc);
        var restore = Encode(doc, snapshot);

        Assert.Equal(before, await yjs.ShowAsync([.. known, restore.Update], gc: true, ct));
        Assert.Equal(present, await yjs.ShowAsync([.. known, restore.Update, restore.Inverse], gc: true, ct));
        Assert.Equal(present, await yjs.ShowAsync([restore.Inverse, .. known, restore.Update], gc: false, ct));

        // Others edited meanwhile: everybody ends up with the same, whatever came first.
        var late = history.Updates.Skip(now).ToList();
        var together = await yjs.ShowAsync([.. known, restore.Update, restore.Inverse, .. late], gc: true, ct);
        Assert.Equal(together, await yjs.ShowAsync([.. known, .. late, restore.Update, restore.Inverse], gc: false, ct));
        foreach (var update in late.Prepend(restore.Inverse).Append(restore.Update))
        {
            Replicas.Apply(doc, update);
        }

        Assert.Equal(together, history.Content(doc));
    }

    private static RestoreUpdate Encode(Doc doc, byte[] snapshot)
    {
        using var read = doc.ReadTransaction();
        return read.EncodeRestore(snapshot, UpdateEncoding.V1)!;
    }

    private static string After(Doc doc, Transaction read, params byte[][] updates)
    {
        using var copy = Replicas.Load(read.StateDiffV1(null), skipGarbageCollection: true);
        foreach (var update in updates)
        {
            Replicas.Apply(copy, update);
        }

        return DocumentJsonTests.JsonOf(copy);
    }

    private static void Edit(Doc doc, params Action<Transaction>[] edits)
    {
        foreach (var edit in edits)
        {
            using var transaction = doc.WriteTransaction();
            edit(transaction);
        }
    }
}
