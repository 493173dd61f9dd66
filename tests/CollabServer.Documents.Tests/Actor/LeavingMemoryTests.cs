using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class LeavingMemoryTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public void A_document_nobody_has_open_leaves_after_a_while()
    {
        var ada = _rig.JoinNative();
        _rig.Advance(TimeSpan.FromMinutes(5));
        ada.Leave();
        Assert.Equal(_rig.Now + TimeSpan.FromSeconds(30), _rig.WakeAt);
        Assert.Equal(DocumentPhase.Active, _rig.Actor.Phase);

        AdvanceToUnload();
    }

    [Fact]
    public void A_document_with_unsaved_edits_stays_however_long_it_takes()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"));
        ada.Leave();
        _rig.Advance(TimeSpan.FromHours(1));
        Assert.Equal(DocumentPhase.Active, _rig.Actor.Phase);

        _rig.Commit();
        AdvanceToUnload();
    }

    [Fact]
    public void A_session_that_comes_while_it_is_leaving_keeps_it()
    {
        _rig.JoinNative().Leave();
        AdvanceToUnload();
        var late = _rig.JoinNative();

        Assert.Equal(DocumentPhase.Active, _rig.Actor.Phase);
        _rig.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(DocumentPhase.Active, _rig.Actor.Phase);
        Assert.Null(late.ClosedWith);
    }

    [Fact]
    public void A_refused_unload_is_asked_for_again_later()
    {
        _rig.JoinNative().Leave();
        AdvanceToUnload();
        _rig.Step(UnloadRefused.Instance);

        Assert.Equal(DocumentPhase.Active, _rig.Actor.Phase);
        AdvanceToUnload();
    }

    [Fact]
    public void A_command_under_way_keeps_it()
    {
        var rig = new ActorRig(durableSeq: 1);
        rig.Step(new NameVersion("draft", "ada"));
        rig.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(DocumentPhase.Active, rig.Actor.Phase);
    }

    [Fact]
    public void Stopping_tells_everybody_lets_the_log_catch_up_and_then_says_goodbye()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _ = ada.Heard;
        _rig.Step(new StopRequested(TimeSpan.FromSeconds(2)));
        var notice = Assert.IsType<Notice>(Assert.Single(ada.Heard));
        Assert.Equal((NoticeCode.GoingAway, 2000L), (notice.Code, notice.Data!["delayMs"]));
        Assert.Null(ada.ClosedWith);

        _rig.Commit();
        Assert.Equal(new Ack(1, 1, 1), Assert.Single(ada.Heard));
        Assert.Equal(CloseCode.ServiceRestart, ada.ClosedWith);
        Assert.Contains(new Stopped(Saved: true), _rig.Outputs);
    }

    [Fact]
    public void Edits_that_come_while_stopping_are_not_taken_and_not_acknowledged()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _rig.Step(new StopRequested(TimeSpan.Zero));
        ada.Send(Updates.Typed(1, 1, "b"), reference: 2);
        _rig.Commit();

        Assert.Equal("a", _rig.Text());
        Assert.DoesNotContain(ada.Heard.OfType<Ack>(), ack => ack.AppliedRef == 2);
    }

    [Fact]
    public void When_time_is_up_it_goes_and_says_that_it_is_unsaved()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _rig.Step(new StopRequested(TimeSpan.Zero));
        _rig.Step(StopNow.Instance);

        Assert.Equal(CloseCode.ServiceRestart, ada.ClosedWith);
        Assert.Contains(new Stopped(Saved: false), _rig.Outputs);
    }

    [Fact]
    public async Task Commands_that_come_while_stopping_are_turned_away()
    {
        _rig.JoinNative().Send(Updates.Typed(1, 0, "a"));
        _rig.Step(new StopRequested(TimeSpan.Zero));

        await Assert.ThrowsAsync<DocumentUnavailableException>(() => _rig.Apply(Updates.Typed(2, 0, "b")).Answer);
    }

    private void AdvanceToUnload()
    {
        _rig.Now += TimeSpan.FromSeconds(31);
        _rig.Step(Tick.Instance);
        Assert.Contains(Unload.Instance, _rig.Outputs);
        Assert.Equal(DocumentPhase.Draining, _rig.Actor.Phase);
    }
}
