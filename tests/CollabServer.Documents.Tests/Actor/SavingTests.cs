using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class SavingTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public void Editors_are_told_within_a_second_that_nothing_is_saved_and_when_it_is_again()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        (_, _) = (ada.Heard, bob.Heard);
        _rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([NoticeCode.NotSaved], Notices(ada));
        Assert.Equal([NoticeCode.NotSaved], Notices(bob));

        _rig.Commit();
        Assert.Equal([NoticeCode.Saved], Notices(ada));
        Assert.Equal([NoticeCode.Saved], Notices(bob));
    }

    [Fact]
    public void Edits_keep_flowing_meanwhile_and_none_is_acknowledged()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _rig.Advance(TimeSpan.FromSeconds(60));
        _ = bob.Heard;
        ada.Send(Updates.Typed(1, 1, "b"), reference: 2);

        Assert.Single(bob.Heard.OfType<ServerUpdate>());
        Assert.DoesNotContain(ada.Heard.OfType<Ack>(), ack => ack.DurableRef > 0);
    }

    [Fact]
    public void A_log_that_is_quick_enough_is_not_mentioned()
    {
        var ada = _rig.JoinNative();
        for (ulong clock = 0; clock < 20; clock++)
        {
            ada.Send(Updates.Typed(1, clock, "a"), reference: clock + 1);
            _rig.Advance(TimeSpan.FromMilliseconds(300));
            _rig.Commit();
        }

        Assert.Empty(Notices(ada));
    }

    [Fact]
    public void A_log_that_commits_but_stays_behind_is_not_called_saved()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        ada.Send(Updates.Typed(1, 1, "b"), reference: 2);
        _rig.Advance(TimeSpan.FromSeconds(2));
        _rig.Step(new AppendCommitted(Through: 1, _rig.Generation, FirstSeq: 1, LastSeq: 1));

        Assert.Equal([NoticeCode.NotSaved], Notices(ada));
    }

    [Fact]
    public void Somebody_who_comes_meanwhile_is_told()
    {
        _rig.JoinNative().Send(Updates.Typed(1, 0, "a"), reference: 1);
        _rig.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([NoticeCode.NotSaved], Notices(_rig.Join(_rig.YWebSocket)));
    }

    [Fact]
    public void A_document_the_log_refuses_takes_no_more_edits_until_it_is_written_after_all()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _rig.Step(new AppendRefused("no"));
        Assert.Equal([NoticeCode.NotSaved], Notices(bob));
        ada.Send(Updates.Typed(1, 1, "b"), reference: 2);
        Assert.Equal(CloseCode.Overloaded, ada.ClosedWith);

        _rig.Commit();
        Assert.Equal([NoticeCode.Saved], Notices(bob));
        bob.Send(Updates.Typed(2, 0, "c"), reference: 1);
        Assert.Null(bob.ClosedWith);
    }

    private static IEnumerable<string> Notices(TestSession session) => session.Heard.OfType<Notice>().Select(notice => notice.Code).ToArray();
}
