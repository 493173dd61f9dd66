using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Awareness;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class GreetingTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public void A_yjs_session_is_asked_for_what_the_server_lacks_at_once()
    {
        var session = _rig.Join(_rig.YWebSocket);

        Assert.Equal([0], Assert.IsType<ServerSyncRequest>(Assert.Single(session.Heard)).StateVector.ToArray());
    }

    [Fact]
    public void A_newcomer_is_shown_who_is_there()
    {
        var ada = _rig.JoinYjs();
        _rig.Step(ada.Presence(new AwarenessEntry(7, 1, "{}"u8.ToArray())));

        var heard = _rig.Join(_rig.YWebSocket).Heard;
        Assert.Equal(AwarenessUpdate.Encode([new AwarenessEntry(7, 1, "{}"u8.ToArray())]), Assert.IsType<ServerAwareness>(heard[1]).Update.ToArray());
    }

    [Fact]
    public void A_native_session_hears_nothing_before_its_hello()
    {
        var silent = _rig.Join(_rig.Native);
        _rig.JoinNative().Send(Updates.Typed(1, 0, "a"));

        Assert.Empty(silent.Heard);
    }

    [Fact]
    public void Hello_is_answered_with_welcome_and_a_sync_request()
    {
        var session = _rig.Join(_rig.Native, user: "ada");
        session.Say(new Hello(null, null, 5, "test", "1"));

        var heard = session.Heard;
        var welcome = Assert.IsType<Welcome>(heard[0]);
        Assert.Equal(_rig.Generation.ToByteArray(bigEndian: true), welcome.Generation.ToArray());
        Assert.Equal(("write", "ada", 0L), (welcome.Permission, welcome.User, welcome.DurableSeq));
        Assert.Equal(session.Session.Id.ToString(), welcome.SessionId);
        Assert.IsType<ServerSyncRequest>(heard[1]);
    }

    [Fact]
    public void Anything_else_before_hello_ends_the_session()
    {
        var session = _rig.Join(_rig.Native);
        session.Send(Updates.Typed(1, 0, "a"));

        Assert.Equal(CloseCode.UnexpectedMessage, session.ClosedWith);
        Assert.Empty(_rig.Logged);
    }

    [Fact]
    public void A_second_hello_ends_the_session()
    {
        var session = _rig.JoinNative();
        session.Say(new Hello(null, null, 5, "test", "1"));

        Assert.Equal(CloseCode.UnexpectedMessage, session.ClosedWith);
    }

    [Fact]
    public void A_session_that_does_not_say_hello_in_time_is_closed()
    {
        var early = _rig.Join(_rig.Native);
        _rig.Advance(TimeSpan.FromSeconds(2));
        var late = _rig.Join(_rig.Native);
        _rig.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(CloseCode.HelloTimeout, early.ClosedWith);
        Assert.Null(late.ClosedWith);
        _rig.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CloseCode.HelloTimeout, late.ClosedWith);
    }

    [Fact]
    public void A_copy_of_another_history_is_turned_away()
    {
        var rig = new ActorRig(durableSeq: 3);
        var session = rig.Join(rig.Native);
        session.Say(new Hello(null, new byte[16], 5, "test", "1"));

        Assert.Equal(CloseCode.GenerationMismatch, session.ClosedWith);
        Assert.Empty(session.Heard);
    }

    [Fact]
    public void A_copy_of_this_history_is_welcome()
    {
        var rig = new ActorRig(durableSeq: 3);
        var session = rig.Join(rig.Native);
        session.Say(new Hello(null, rig.Generation.ToByteArray(bigEndian: true), 5, "test", "1"));

        Assert.Equal(3, Assert.IsType<Welcome>(session.Heard[0]).DurableSeq);
    }

    [Fact]
    public void A_document_that_was_never_written_takes_the_generation_its_first_client_remembers()
    {
        var remembered = new byte[16];
        remembered[3] = 9;
        var session = _rig.Join(_rig.Native);
        session.Say(new Hello(null, remembered, 5, "test", "1"));

        Assert.Equal(remembered, Assert.IsType<Welcome>(session.Heard[0]).Generation.ToArray());
        var other = _rig.Join(_rig.Native);
        other.Say(new Hello(null, new byte[16], 6, "test", "1"));
        Assert.Equal(CloseCode.GenerationMismatch, other.ClosedWith);
    }

    [Fact]
    public void A_document_created_elsewhere_at_the_same_moment_sends_native_clients_away()
    {
        var (native, yjs) = (_rig.JoinNative(), _rig.JoinYjs());
        native.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _rig.Commit(generation: Guid.Empty, foreignEntries: 2);

        Assert.Equal(CloseCode.GenerationMismatch, native.ClosedWith);
        Assert.Null(yjs.ClosedWith);
        Assert.Equal(Guid.Empty, _rig.Actor.Generation);
    }

    [Fact]
    public void A_full_document_refuses_more_sessions()
    {
        var rig = new ActorRig(limit: limits => limits.MaxSessionsPerDocument = 2);
        rig.JoinYjs();
        rig.JoinYjs();

        Assert.Equal(CloseCode.Overloaded, rig.JoinYjs().ClosedWith);
    }

    [Fact]
    public void A_ping_is_answered_with_its_timestamp()
    {
        var session = _rig.JoinNative();
        session.Say(new ClientPing(42));

        Assert.Equal(new ServerPong(42), Assert.Single(session.Heard));
    }
}
