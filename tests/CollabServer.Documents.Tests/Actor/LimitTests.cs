using CollabServer.Documents.Directory;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class LimitTests
{
    [Fact]
    public void An_update_that_is_too_large_is_refused_by_name()
    {
        var rig = new ActorRig(limit: limits => limits.MaxUpdateBytes = 100);
        var session = rig.JoinNative();
        session.Send(Updates.Typed(1, 0, new string('x', 200)), reference: 1);

        Assert.Equal(("message-too-big", CloseCode.MessageTooBig), (Assert.Single(session.Heard.OfType<Error>()).Code, session.ClosedWith));
        Assert.Equal("", rig.Text());
    }

    [Fact]
    public void Edits_are_refused_aloud_when_too_many_wait_for_the_log()
    {
        var rig = new ActorRig(limit: limits => limits.MaxUnsavedBytes = 150);
        var (ada, bob) = (rig.JoinNative(), rig.JoinNative());
        ada.Send(Updates.Typed(1, 0, new string('x', 100)), reference: 1);
        ada.Send(Updates.Typed(1, 100, new string('x', 100)), reference: 2);

        Assert.Equal(CloseCode.Overloaded, ada.ClosedWith);
        var error = Assert.Single(ada.Heard.OfType<Error>());
        Assert.Equal(("overloaded", 2UL), (error.Code, error.Ref));
        Assert.Single(bob.Heard.OfType<ServerUpdate>());

        rig.Commit();
        bob.Send(Updates.Typed(2, 0, "fits again"), reference: 1);
        Assert.Null(bob.ClosedWith);
    }

    [Fact]
    public void What_an_update_takes_beside_its_bytes_counts_in_what_waits_for_the_log()
    {
        var rig = new ActorRig(limit: limits => limits.MaxUnsavedBytes = 64 * 1024);
        var ada = rig.JoinNative();
        var accepted = 0UL;
        while (ada.ClosedWith is null && accepted < 10_000)
        {
            ada.Send(Updates.Typed(1, accepted, "x"), reference: ++accepted);
        }

        Assert.Equal(CloseCode.Overloaded, ada.ClosedWith);
        Assert.InRange(rig.Logged.Count, 200, 256);
    }

    [Fact]
    public void Edits_are_refused_aloud_when_the_whole_process_is_behind()
    {
        var rig = new ActorRig { BacklogIsFull = true };
        var session = rig.JoinNative();
        session.Send(Updates.Typed(1, 0, "a"), reference: 1);

        Assert.Equal(CloseCode.Overloaded, session.ClosedWith);
        Assert.Empty(rig.Logged);
    }

    [Fact]
    public void A_full_document_takes_no_more_edits_but_stays_readable()
    {
        var rig = new ActorRig(limit: limits => limits.MaxDocumentBytes = 1000);
        var ada = rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, new string('x', 900)), reference: 1);
        ada.Send(Updates.Typed(1, 900, new string('x', 200)), reference: 2);

        Assert.Equal(CloseCode.DocumentLimit, ada.ClosedWith);
        var bob = rig.JoinNative();
        bob.Say(new SyncRequest(new byte[] { 0 }));
        Assert.IsType<SyncReply>(Assert.Single(bob.Heard));
    }

    [Fact]
    public void What_garbage_collection_freed_can_be_used_again()
    {
        var rig = new ActorRig(limit: limits => limits.MaxDocumentBytes = 2000);
        var ada = rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, new string('x', 1500)));

        // Yjs: delete set of client 1, one range, clock 0, length 1500.
        ada.Send(new byte[] { 0, 1, 1, 1, 0, 0xdc, 0x0b });
        ada.Send(Updates.Typed(2, 0, new string('y', 1500)));

        Assert.Null(ada.ClosedWith);
        Assert.Equal(1500, rig.Text().Length);
    }

    [Fact]
    public async Task A_program_hears_which_limit_it_met()
    {
        var rig = new ActorRig(limit: limits => (limits.MaxUpdateBytes, limits.MaxUnsavedBytes) = (100, 100));
        var tooLarge = await Assert.ThrowsAsync<CommandRefusedException>(() => rig.Apply(Updates.Typed(1, 0, new string('x', 200))).Answer);
        _ = rig.Apply(Updates.Typed(1, 0, new string('x', 50)));
        var notSaving = await Assert.ThrowsAsync<CommandRefusedException>(() => rig.Apply(Updates.Typed(2, 0, new string('x', 50))).Answer);

        Assert.Equal((CommandRefusal.TooLarge, CommandRefusal.NotSaving), (tooLarge.Refusal, notSaving.Refusal));
    }

    [Fact]
    public void Updates_that_wait_for_others_are_bounded()
    {
        var rig = new ActorRig();
        var session = rig.JoinNative();
        for (ulong client = 1; client < 100 && session.ClosedWith is null; client++)
        {
            session.Send(Updates.Typed(client, 1, new string('x', 1_000_000)));
        }

        Assert.Equal(CloseCode.PendingLimit, session.ClosedWith);
    }

    [Fact]
    public void An_application_message_that_is_too_large_closes_its_sender()
    {
        var rig = new ActorRig(limit: limits => limits.MaxApplicationMessageBytes = 10);
        var (ada, bob) = (rig.JoinNative(), rig.JoinNative());
        ada.Say(new ClientApplicationMessage("chat", new byte[11]));

        Assert.Equal(CloseCode.MessageTooBig, ada.ClosedWith);
        Assert.Empty(bob.Heard);
    }
}
