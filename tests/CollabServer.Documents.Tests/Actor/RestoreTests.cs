using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class RestoreTests
{
    private readonly ActorRig _rig = new();
    private readonly TestSession _ada;
    private readonly RestoreDocument _restore;

    public RestoreTests()
    {
        _ada = _rig.JoinNative();
        _ada.Send(Updates.Typed(1, 0, "then"));
        _restore = new RestoreDocument(DocOf(Updates.Typed(1, 0, "then")), "before", "admin");
        _ada.Send(Updates.Typed(1, 4, " and now"));
        _rig.Commit();
        _ = _ada.Heard;
    }

    [Fact]
    public async Task A_restore_is_an_ordinary_edit_that_everybody_receives()
    {
        var replica = DocOf(Updates.Typed(1, 0, "then"), Updates.Typed(1, 4, " and now"));
        _rig.Step(_restore);
        _rig.SaveSnapshot();

        var heard = _ada.Heard;
        Apply(replica, Assert.IsType<ServerUpdate>(heard[0]).Update);
        Assert.Equal(("then", "then"), (TextOf(replica), _rig.Text()));
        Assert.Equal(NoticeCode.Restored, Assert.IsType<Notice>(heard[1]).Code);
        Assert.Equal(("admin", UpdateOrigin.Restore), (_rig.Logged[^1].Author, _rig.Logged[^1].Origin));
        Assert.Null(_ada.ClosedWith);

        Assert.False(_restore.Answer.IsCompleted);
        _rig.Commit();
        var result = await _restore.Answer;
        Assert.Equal((3L, true, 2L, SnapshotKind.BeforeRestore), (result.Seq, result.Changed, result.SafetyVersion.Seq, result.SafetyVersion.Kind));
    }

    [Fact]
    public void Nothing_changes_before_the_safety_version_is_stored()
    {
        _rig.Step(_restore);

        Assert.Equal("then and now", _rig.Text());
        Assert.Equal((SnapshotKind.BeforeRestore, 2L), (_rig.Snapshots[0].Request.Kind, _rig.Snapshots[0].Request.Seq));
    }

    [Fact]
    public void Edits_made_meanwhile_wait_and_come_after_the_restore()
    {
        _rig.Step(_restore);
        _ada.Send(Updates.Typed(2, 0, "new"), reference: 1);
        Assert.Equal("then and now", _rig.Text());
        Assert.Empty(_ada.Heard);

        _rig.SaveSnapshot();
        Assert.Contains("new", _rig.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("and now", _rig.Text(), StringComparison.Ordinal);
        Assert.Contains(_ada.Heard, message => message is Ack { AppliedRef: 1 });
    }

    [Fact]
    public void The_safety_version_contains_what_was_not_durable_yet()
    {
        _ada.Send(Updates.Typed(1, 12, "!"));
        _rig.Step(_restore);
        Assert.Empty(_rig.Snapshots);

        _rig.Commit();
        Assert.Equal(3, _rig.Snapshots[0].Request.Seq);
    }

    [Fact]
    public void Edits_are_not_held_while_the_log_does_not_work()
    {
        _ada.Send(Updates.Typed(1, 12, "!"));
        _rig.Step(_restore);
        _ada.Send(Updates.Typed(1, 13, "?"));

        Assert.Equal("then and now!?", _rig.Text());
    }

    [Fact]
    public async Task Without_a_safety_version_nothing_is_restored_and_held_edits_go_on()
    {
        _rig.Step(_restore);
        _ada.Send(Updates.Typed(2, 0, "new"));
        _rig.FailSnapshot(new IOException("disk"));

        await Assert.ThrowsAsync<IOException>(() => _restore.Answer);
        Assert.Contains("and now", _rig.Text(), StringComparison.Ordinal);
        Assert.Contains("new", _rig.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_safety_version_that_takes_too_long_gives_up_and_a_late_one_changes_nothing()
    {
        _rig.Step(_restore);
        _ada.Send(Updates.Typed(2, 0, "new"));
        _rig.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<TimeoutException>(() => _restore.Answer);
        Assert.Contains("new", _rig.Text(), StringComparison.Ordinal);
        _rig.SaveSnapshot();
        Assert.Contains("and now", _rig.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restoring_what_is_there_already_changes_nothing()
    {
        var same = new RestoreDocument(DocOf(Updates.Typed(1, 0, "then"), Updates.Typed(1, 4, " and now")), "before", "admin");
        _rig.Step(same);
        _rig.SaveSnapshot();

        var result = await same.Answer;
        Assert.Equal((2L, false), (result.Seq, result.Changed));
        Assert.Empty(_ada.Heard);
    }

    [Fact]
    public async Task Two_restores_at_once_do_not_mix()
    {
        var second = new RestoreDocument(DocOf(), "before", "admin");
        _rig.Step(_restore, second);

        Assert.Equal(CommandRefusal.Busy, (await Assert.ThrowsAsync<CommandRefusedException>(() => second.Answer)).Refusal);
    }

    [Fact]
    public async Task A_document_that_was_never_written_has_nothing_to_restore()
    {
        var rig = new ActorRig();
        rig.Step(_restore);

        Assert.Equal(CommandRefusal.NothingWritten, (await Assert.ThrowsAsync<CommandRefusedException>(() => _restore.Answer)).Refusal);
    }

    private static Doc DocOf(params ReadOnlyMemory<byte>[] updates)
    {
        var doc = new Doc();
        foreach (var update in updates)
        {
            Apply(doc, update);
        }

        return doc;
    }

    private static void Apply(Doc doc, ReadOnlyMemory<byte> update)
    {
        using var transaction = doc.WriteTransaction();
        transaction.Apply(update.Span, UpdateEncoding.V1);
    }

    private static string TextOf(Doc doc)
    {
        var text = doc.Text("t");
        using var transaction = doc.ReadTransaction();
        return text.String(transaction);
    }
}
