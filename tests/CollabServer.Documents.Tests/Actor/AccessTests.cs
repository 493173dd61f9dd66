using CollabServer.Documents.Access;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Awareness;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class AccessTests
{
    private readonly ScriptedAccess _access = new(DocumentOperation.Read, DocumentOperation.Presence);
    private readonly ActorRig _rig;

    public AccessTests() => _rig = new ActorRig(_access);

    [Fact]
    public void Who_may_not_read_is_turned_away()
    {
        _access.Allowed.Clear();
        var session = _rig.Join(_rig.YWebSocket);

        Assert.Equal(CloseCode.Forbidden, session.ClosedWith);
        Assert.Empty(session.Heard);
    }

    [Fact]
    public void A_reader_is_told_so_and_not_asked_for_anything()
    {
        var session = _rig.Join(_rig.Native);
        session.Say(new Hello(null, null, 1, "test", "1"));

        Assert.Equal("read", Assert.IsType<Welcome>(Assert.Single(session.Heard)).Permission);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reader_writes_by_no_message(bool inParts)
    {
        var (reader, other) = (_rig.JoinNative(), _rig.JoinNative());
        var update = Updates.Typed(1, 0, "a");
        reader.Say(inParts ? new ClientSyncPart(update, 0, 1, Ref: 1) : new ClientUpdate(1, update));

        Assert.Equal(("forbidden", (ulong?)1), (Assert.IsType<Error>(Assert.Single(reader.Heard)) is var error ? error.Code : "", error.Ref));
        Assert.Null(reader.ClosedWith);
        Assert.Empty(other.Heard);
        Assert.Empty(_rig.Logged);
        Assert.Equal("", _rig.Text());
    }

    [Fact]
    public void What_was_refused_is_not_acknowledged_by_what_comes_after()
    {
        var session = _rig.JoinNative();
        session.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _access.Allowed.Add(DocumentOperation.Write);
        session.Send(Updates.Typed(2, 0, "b"), reference: 2);
        _rig.Commit();

        Assert.Empty(session.Heard.OfType<Ack>());
    }

    [Fact]
    public void A_provider_that_answers_our_state_vector_with_nothing_is_not_told_off()
    {
        var session = _rig.JoinYjs();
        session.Send(Updates.Empty);

        Assert.Empty(session.Heard);
    }

    [Fact]
    public void A_reader_keeps_its_presence()
    {
        var (reader, other) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(reader.Presence(new AwarenessEntry(1, 1, "{}"u8.ToArray())));

        Assert.IsType<ServerAwareness>(Assert.Single(other.Heard));
    }

    [Fact]
    public void Application_messages_need_their_own_right()
    {
        var (reader, other) = (_rig.JoinNative(), _rig.JoinNative());
        reader.Say(new ClientApplicationMessage("chat", new byte[] { 1 }));

        Assert.IsType<Error>(Assert.Single(reader.Heard));
        Assert.Empty(other.Heard);
    }

    [Fact]
    public void The_gate_is_asked_for_every_message()
    {
        _access.Allowed.Add(DocumentOperation.Write);
        var session = _rig.JoinNative();
        session.Send(Updates.Typed(1, 0, "a"), reference: 1);
        _access.Allowed.Remove(DocumentOperation.Write);
        session.Send(Updates.Typed(1, 1, "b"), reference: 2);
        _access.Allowed.Clear();
        session.Say(new SyncRequest(new byte[] { 0 }));

        Assert.Equal("a", _rig.Text());
        Assert.Equal(CloseCode.Forbidden, session.ClosedWith);
    }
}
