using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class UpdateTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public void A_lone_update_reaches_everybody_but_its_author_as_it_came()
    {
        var (ada, bob, cyd) = (_rig.JoinNative(), _rig.JoinNative(), _rig.JoinYjs());
        var update = Updates.Typed(1, 0, "a");
        ada.Send(update);

        Assert.Empty(ada.Heard);
        Assert.Equal(update.ToArray(), Assert.IsType<ServerUpdate>(Assert.Single(bob.Heard)).Update.ToArray());
        Assert.Equal(update.ToArray(), Assert.IsType<ServerUpdate>(Assert.Single(cyd.Heard)).Update.ToArray());
    }

    [Fact]
    public void What_waits_together_is_broadcast_as_one_merged_message()
    {
        var (ada, bob, cyd) = (_rig.JoinNative(), _rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Update(Updates.Typed(1, 0, "a")), bob.Update(Updates.Typed(2, 0, "b")), ada.Update(Updates.Typed(1, 1, "c")));

        foreach (var session in (TestSession[])[ada, bob, cyd])
        {
            var replica = new Doc();
            using var transaction = replica.WriteTransaction();
            transaction.Apply(Assert.IsType<ServerUpdate>(Assert.Single(session.Heard)).Update.Span, UpdateEncoding.V1);
            Assert.Equal(_rig.Doc.ReadTransaction().StateVectorV1(), transaction.StateVectorV1());
        }
    }

    [Fact]
    public void A_batch_of_one_author_is_not_echoed_either()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Update(Updates.Typed(1, 0, "a")), ada.Update(Updates.Typed(1, 1, "b")));

        Assert.Empty(ada.Heard);
        Assert.Single(bob.Heard);
    }

    [Fact]
    public void A_message_is_encoded_once_per_dialect_and_everybody_gets_the_same_buffer()
    {
        var author = _rig.JoinNative();
        var listeners = Enumerable.Range(0, 10).Select(_ => _rig.JoinNative()).ToArray();
        foreach (var listener in listeners)
        {
            listener.Outbox.Frames.Clear();
        }

        var encoded = _rig.Native.Encoded;
        author.Send(Updates.Typed(1, 0, "a"));

        Assert.Equal(encoded + 1, _rig.Native.Encoded);
        var first = Assert.Single(listeners[0].Outbox.Frames);
        Assert.All(listeners, listener => Assert.True(Assert.Single(listener.Outbox.Frames).Equals(first)));
    }

    [Fact]
    public void Accepted_updates_go_to_the_log_with_their_author_one_by_one()
    {
        var ada = _rig.JoinNative(clientId: 1, user: "ada");
        _rig.Step(ada.Update(Updates.Typed(1, 0, "a")), ada.Update(Updates.Typed(1, 1, "b")));

        Assert.Equal([Updates.Typed(1, 0, "a").ToArray(), Updates.Typed(1, 1, "b").ToArray()], _rig.Logged.Select(update => update.Update.ToArray()));
        Assert.All(_rig.Logged, update => Assert.Equal(("ada", 1UL, UpdateOrigin.Client), (update.Author, update.ClientId, update.Origin)));
    }

    [Fact]
    public void An_update_that_holds_nothing_new_is_neither_logged_nor_broadcast()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Send(Updates.Typed(1, 0, "a"));
        _ = bob.Heard;
        ada.Send(Updates.Typed(1, 0, "a"));
        ada.Send(Updates.Empty);

        Assert.Empty(bob.Heard);
        Assert.Single(_rig.Logged);
    }

    [Fact]
    public void An_update_that_waits_for_another_is_logged_and_broadcast_too()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Send(Updates.Typed(1, 1, "b"));
        Assert.Single(_rig.Logged);
        Assert.Single(bob.Heard);

        ada.Send(Updates.Typed(1, 0, "a"));
        Assert.Equal("ab", _rig.Text());
    }

    [Fact]
    public void A_malformed_update_closes_only_its_sender_and_changes_nothing()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(bob.Update(Updates.Typed(2, 0, "b")), ada.Update(Updates.Malformed, reference: 1), ada.Update(Updates.Typed(1, 0, "a"), reference: 2));

        Assert.Equal(CloseCode.MalformedUpdate, ada.ClosedWith);
        Assert.Null(bob.ClosedWith);
        Assert.Equal("b", _rig.Text());
        Assert.Single(_rig.Logged);
    }

    [Fact]
    public void An_update_that_yjs_would_not_write_is_made_canonical_first()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        byte[] trailing = [.. Updates.Typed(1, 0, "a").Span, 1, 2, 3];
        ada.Send(trailing);

        Assert.Equal(Updates.Typed(1, 0, "a").ToArray(), Assert.IsType<ServerUpdate>(Assert.Single(bob.Heard)).Update.ToArray());
        Assert.Equal(Updates.Typed(1, 0, "a").ToArray(), Assert.Single(_rig.Logged).Update.ToArray());
    }

    [Fact]
    public void What_a_client_sent_before_it_left_counts()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Update(Updates.Typed(1, 0, "a")), new SessionLeft(ada.Session));

        Assert.Equal("a", _rig.Text());
        Assert.Single(bob.Heard.OfType<ServerUpdate>());
    }

    [Fact]
    public void Nothing_is_sent_to_a_session_that_has_left()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        bob.Leave();
        ada.Send(Updates.Typed(1, 0, "a"));

        Assert.Empty(bob.Heard);
    }

    [Fact]
    public async Task A_program_is_answered_when_its_update_is_durable()
    {
        var bob = _rig.JoinNative();
        var command = _rig.Apply(Updates.Typed(1, 0, "a"));
        Assert.False(command.Answer.IsCompleted);
        Assert.Single(bob.Heard);

        _rig.Commit();
        Assert.Equal(new AppliedUpdate(1, Changed: true), await command.Answer);
        Assert.Equal(("program", UpdateOrigin.Api), (_rig.Logged[0].Author, _rig.Logged[0].Origin));
    }

    [Fact]
    public async Task A_program_may_send_the_second_encoding()
    {
        _rig.Apply(UpdateBlob.Convert(Updates.Typed(1, 0, "a").Span, UpdateEncoding.V1, UpdateEncoding.V2), UpdateEncoding.V2);

        Assert.Equal(Updates.Typed(1, 0, "a").ToArray(), Assert.Single(_rig.Logged).Update.ToArray());
        var known = _rig.Apply(Updates.Typed(1, 0, "a"));
        Assert.False(known.Answer.IsCompleted);
        _rig.Commit();
        Assert.Equal(new AppliedUpdate(1, Changed: false), await known.Answer);
    }

    [Fact]
    public async Task A_program_hears_that_its_update_is_malformed() =>
        await Assert.ThrowsAsync<MalformedUpdateException>(() => _rig.Apply(Updates.Malformed).Answer);

    [Fact]
    public void An_application_message_reaches_everybody_else()
    {
        var (ada, bob, cyd) = (_rig.JoinNative(), _rig.JoinNative(), _rig.JoinNative());
        ada.Say(new ClientApplicationMessage("chat", new byte[] { 0xa2, (byte)'h', (byte)'i' }));

        Assert.Empty(ada.Heard);
        Assert.Equal("chat", Assert.IsType<ServerApplicationMessage>(Assert.Single(bob.Heard)).Channel);
        Assert.Single(cyd.Heard);
    }
}
