using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class QuarantineTests
{
    private readonly ActorRig _rig = new();
    private readonly TestSession _ada;
    private readonly TestSession _yjs;

    public QuarantineTests()
    {
        _rig.Options.CheckpointAfterUpdates = 2;
        _ada = _rig.JoinNative();
        _yjs = _rig.JoinYjs();
        _ada.Send(Updates.Typed(1, 0, "hello"), 1);
        _ada.Send(Updates.Typed(1, 5, "!"), 2);
        _rig.Commit();
        _ada.Outbox.Take();
        _yjs.Outbox.Take();
    }

    [Fact]
    public void A_checkpoint_that_finds_damage_quarantines_the_document_and_tells_everybody()
    {
        FindDamage();

        Assert.Equal("entry 1 is damaged", Assert.Single(_rig.Outputs.OfType<QuarantineDocument>()).Reason);
        var notices = _ada.Heard.OfType<Notice>().ToArray();
        Assert.Equal([NoticeCode.PermissionChanged, NoticeCode.Quarantined], notices.Select(notice => notice.Code));
        Assert.Equal("read", notices[0].Data!["permission"]);
    }

    [Fact]
    public void What_editors_write_is_refused_by_name_and_they_may_read_on()
    {
        FindDamage();
        _ada.Outbox.Take();
        _ada.Send(Updates.Typed(1, 6, "lost?"), 3);

        var error = Assert.Single(_ada.Heard.OfType<Error>());
        Assert.Equal(("quarantined", (ulong?)3), (error.Code, error.Ref));
        Assert.Null(_ada.ClosedWith);
        Assert.Equal("hello!", _rig.Text());
        Assert.Equal(2, _rig.Logged.Count);

        _yjs.Send(Updates.Typed(9, 0, "x"));
        Assert.Null(_yjs.ClosedWith);
        Assert.Single(_yjs.Heard.OfType<Error>());
        Assert.Equal(2, _rig.Logged.Count);
    }

    [Fact]
    public void Whoever_comes_later_may_read_and_is_told_why_not_more()
    {
        FindDamage();
        var late = _rig.Join(_rig.Native);
        late.Say(new Hello(Token: null, Generation: null, 7, "test", "1"));

        var heard = late.Heard;
        Assert.Equal("read", Assert.Single(heard.OfType<Welcome>()).Permission);
        Assert.Empty(heard.OfType<ServerSyncRequest>());
        Assert.Equal(NoticeCode.Quarantined, Assert.Single(heard.OfType<Notice>()).Code);
    }

    [Fact]
    public void Commands_that_would_write_are_refused()
    {
        FindDamage();
        var apply = _rig.Apply(Updates.Typed(3, 0, "x"));
        var version = new NameVersion("v", CreatedBy: null);
        var restore = new RestoreDocument(_rig.Doc, Label: null, RestoredBy: null);
        _rig.Step(version, restore);

        foreach (var answer in (Task[])[apply.Answer, version.Answer, restore.Answer])
        {
            Assert.Equal(CommandRefusal.Quarantined, Assert.IsType<CommandRefusedException>(answer.Exception!.InnerException).Refusal);
        }

        var read = new ReadState(Crdt.Updates.UpdateEncoding.V1);
        _rig.Step(read);
        Assert.True(read.Answer.IsCompletedSuccessfully);
    }

    [Fact]
    public void No_checkpoint_is_tried_over_the_damage()
    {
        FindDamage();
        _rig.Advance(TimeSpan.FromHours(1));

        Assert.Empty(_rig.Snapshots);
    }

    [Fact]
    public void Edits_accepted_before_are_still_written_and_acknowledged()
    {
        _ada.Send(Updates.Typed(1, 6, "?"), 3);
        FindDamage();
        _rig.Commit();

        Assert.Equal(3, _rig.Logged.Count);
        Assert.Equal(3UL, _ada.Heard.OfType<Ack>().Last().DurableRef);
    }

    [Fact]
    public void A_checkpoint_that_fails_for_another_reason_quarantines_nothing()
    {
        _rig.FailSnapshot(new IOException("disk"));

        Assert.Empty(_rig.Outputs.OfType<QuarantineDocument>());
        _ada.Send(Updates.Typed(1, 6, "?"), 3);
        Assert.Equal(3, _rig.Logged.Count);
    }

    private void FindDamage() => _rig.FailSnapshot(new CorruptLogException(DocumentName.Parse("doc"), 1, 1, "entry 1 is damaged"));
}
