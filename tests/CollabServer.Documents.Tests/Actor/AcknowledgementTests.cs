using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class AcknowledgementTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public void An_update_is_acknowledged_as_durable_after_the_commit_and_not_before()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        Assert.Equal(new Ack(1, 0, 0), Assert.Single(ada.Heard));

        _rig.Commit();
        Assert.Equal(new Ack(1, 1, 1), Assert.Single(ada.Heard));
    }

    [Fact]
    public void A_batch_is_acknowledged_with_one_message()
    {
        var ada = _rig.JoinNative();
        _rig.Step(ada.Update(Updates.Typed(1, 0, "a"), 1), ada.Update(Updates.Typed(1, 1, "b"), 2));
        Assert.Equal(new Ack(2, 0, 0), Assert.Single(ada.Heard));

        _rig.Commit();
        Assert.Equal(new Ack(2, 2, 2), Assert.Single(ada.Heard));
    }

    [Fact]
    public void What_is_repeated_is_durable_only_when_the_original_is()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _ = bob.Heard;
        bob.Send(Updates.Typed(1, 0, "a"), reference: 1);
        Assert.Equal(new Ack(1, 0, 0), Assert.Single(bob.Heard));

        _rig.Commit();
        Assert.Equal(new Ack(1, 1, 1), Assert.Single(bob.Heard));
    }

    [Fact]
    public void What_is_repeated_in_the_same_step_is_durable_only_when_the_original_is()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Update(Updates.Typed(1, 0, "a"), 1), bob.Update(Updates.Typed(1, 0, "a"), 1));

        Assert.Equal(new Ack(1, 0, 0), Assert.Single(bob.Heard.OfType<Ack>()));
    }

    [Fact]
    public void What_is_known_and_durable_is_acknowledged_at_once()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _rig.Commit();
        _ = ada.Heard;

        ada.Send(Updates.Typed(1, 0, "a"), reference: 2);
        Assert.Equal(new Ack(2, 2, 1), Assert.Single(ada.Heard));
    }

    [Fact]
    public void A_commit_acknowledges_only_what_it_contains()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 1);
        ada.Send(Updates.Typed(1, 1, "b"), reference: 2);
        _ = ada.Heard;

        _rig.Step(new Documents.Actor.Inputs.AppendCommitted(Through: 1, _rig.Generation, FirstSeq: 1, LastSeq: 1));
        Assert.Equal(new Ack(2, 1, 1), Assert.Single(ada.Heard));
    }

    [Fact]
    public void Everybody_gets_the_sequence_number_of_their_own_newest_update()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Update(Updates.Typed(1, 0, "a"), 1), bob.Update(Updates.Typed(2, 0, "b"), 1));
        (_, _) = (ada.Heard, bob.Heard);
        _rig.Commit(foreignEntries: 5);

        Assert.Equal(new Ack(1, 1, 6), Assert.Single(ada.Heard));
        Assert.Equal(new Ack(1, 1, 7), Assert.Single(bob.Heard));
    }

    [Fact]
    public void Yjs_sessions_get_no_acknowledgements()
    {
        var ada = _rig.JoinYjs();
        ada.Send(Updates.Typed(1, 0, "a"));
        _rig.Commit();

        Assert.Empty(ada.Heard);
    }

    [Fact]
    public void Refs_that_do_not_rise_close_the_session()
    {
        var ada = _rig.JoinNative();
        ada.Send(Updates.Typed(1, 0, "a"), reference: 2);
        ada.Send(Updates.Typed(1, 1, "b"), reference: 2);

        Assert.Equal(CloseCode.UnexpectedMessage, ada.ClosedWith);
        Assert.Equal("a", _rig.Text());
    }

    [Fact]
    public void A_log_that_answers_with_impossible_numbers_is_a_broken_invariant()
    {
        _rig.JoinNative().Send(Updates.Typed(1, 0, "a"), reference: 1);

        Assert.Throws<InvalidOperationException>(() =>
            _rig.Step(new Documents.Actor.Inputs.AppendCommitted(Through: 2, _rig.Generation, FirstSeq: 1, LastSeq: 2)));
    }
}
