using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class SyncTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public void A_sync_request_is_answered_with_what_the_client_lacks()
    {
        var ada = _rig.JoinYjs();
        ada.Send(Updates.Typed(1, 0, "abc"));
        ada.Say(new SyncRequest(new byte[] { 1, 1, 1 }));

        // Yjs: encodeStateAsUpdate(doc, {1 => 1}) of "abc" typed by client 1.
        Assert.Equal(Updates.Typed(1, 1, "bc").ToArray(), Assert.IsType<SyncReply>(ada.Heard[^1]).Update.ToArray());
    }

    [Fact]
    public void A_malformed_state_vector_closes_only_its_sender()
    {
        var (ada, bob) = (_rig.JoinYjs(), _rig.JoinYjs());
        ada.Say(new SyncRequest(new byte[] { 255, 255, 255, 255, 255, 255, 255, 15 }));

        Assert.Equal(CloseCode.MalformedUpdate, ada.ClosedWith);
        Assert.Null(bob.ClosedWith);
    }

    [Fact]
    public void A_crowd_that_asks_the_same_gets_the_same_buffers()
    {
        _rig.JoinYjs().Send(Updates.Typed(1, 0, "abc"));
        var crowd = Enumerable.Range(0, 20).Select(_ => _rig.JoinYjs()).ToArray();
        var encoded = _rig.YWebSocket.Encoded;
        foreach (var session in crowd)
        {
            session.Say(new SyncRequest(new byte[] { 0 }));
        }

        Assert.Equal(encoded + 1, _rig.YWebSocket.Encoded);
        Assert.All(crowd, session => Assert.Equal(Updates.Typed(1, 0, "abc").ToArray(), Assert.IsType<SyncReply>(session.Heard[^1]).Update.ToArray()));
    }

    [Fact]
    public void A_kept_answer_is_not_given_after_the_document_has_changed()
    {
        var ada = _rig.JoinYjs();
        ada.Say(new SyncRequest(new byte[] { 0 }));
        ada.Send(Updates.Typed(1, 0, "abc"));
        ada.Say(new SyncRequest(new byte[] { 0 }));

        Assert.Equal(Updates.Typed(1, 0, "abc").ToArray(), Assert.IsType<SyncReply>(ada.Heard[^1]).Update.ToArray());
    }

    [Fact]
    public void An_update_in_parts_is_one_update()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        var update = Updates.Typed(1, 0, "abcdef");
        ada.Say(new ClientSyncPart(update[..5], 0, 2, Ref: 1));
        Assert.Empty(bob.Heard);
        ada.Say(new ClientSyncPart(update[5..], 1, 2, Ref: 1));

        Assert.Equal(update.ToArray(), Assert.IsType<ServerUpdate>(Assert.Single(bob.Heard)).Update.ToArray());
        Assert.Equal(new Ack(1, 0, 0), Assert.Single(ada.Heard));
    }

    [Fact]
    public void Parts_out_of_order_close_only_their_sender()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Say(new ClientSyncPart(Updates.Typed(1, 0, "a")[..5], 1, 2, Ref: 1));

        Assert.Equal(CloseCode.UnexpectedMessage, ada.ClosedWith);
        Assert.Null(bob.ClosedWith);
    }

    [Fact]
    public void Unfinished_parts_of_all_sessions_together_are_bounded()
    {
        var rig = new ActorRig(limit: limits => limits.MaxPartialBytes = 100);
        var sessions = Enumerable.Range(0, 3).Select(_ => rig.JoinNative()).ToArray();
        foreach (var session in sessions)
        {
            session.Say(new ClientSyncPart(new byte[40], 0, 2, Ref: 1));
        }

        Assert.Equal([null, null, CloseCode.Overloaded], sessions.Select(session => session.ClosedWith));

        // What the closed one held is free again, and so is what a leaving one held.
        sessions[0].Leave();
        var another = rig.JoinNative();
        another.Say(new ClientSyncPart(new byte[40], 0, 2, Ref: 1));
        Assert.Null(another.ClosedWith);
    }
}
