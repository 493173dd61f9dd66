using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol;
using CollabServer.Protocol.Awareness;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Actor;

public sealed class PresenceTests
{
    private readonly ActorRig _rig = new();

    [Fact]
    public void The_newest_states_of_a_step_are_relayed_as_one_message()
    {
        var (ada, bob, cyd) = (_rig.JoinNative(), _rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Presence(State(1, 1)), bob.Presence(State(2, 1)), ada.Presence(State(1, 2)), ada.Presence(State(1, 3)));

        Assert.Equal([State(1, 3), State(2, 1)], Entries(Assert.Single(cyd.Heard)));
    }

    [Fact]
    public void A_native_client_does_not_hear_itself()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Presence(State(1, 1)));

        Assert.Empty(ada.Heard);
        Assert.Single(bob.Heard);
    }

    [Fact]
    public void A_yjs_client_does_because_its_provider_counts_on_it()
    {
        var ada = _rig.JoinYjs();
        _rig.Step(ada.Presence(State(1, 1)));

        Assert.Equal([State(1, 1)], Entries(Assert.Single(ada.Heard)));
    }

    [Fact]
    public void Speaking_for_a_client_of_another_session_changes_nothing()
    {
        var (ada, bob, cyd) = (_rig.JoinNative(), _rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Presence(State(1, 1)));
        _ = cyd.Heard;
        _rig.Step(bob.Presence(State(1, 9)), bob.Presence(new AwarenessEntry(1, 9, null)));

        Assert.Empty(cyd.Heard);
        Assert.Null(bob.ClosedWith);
    }

    [Fact]
    public void Presence_goes_when_its_session_goes_at_its_current_clock()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Presence(State(1, 4)));
        _ = bob.Heard;
        ada.Leave();

        Assert.Equal([new AwarenessEntry(1, 4, null)], Entries(Assert.Single(bob.Heard)));
    }

    [Fact]
    public void Presence_goes_when_its_session_is_sent_away()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Presence(State(1, 4)));
        _ = bob.Heard;
        ada.Send(Updates.Malformed);

        Assert.Equal([new AwarenessEntry(1, 4, null)], Entries(Assert.Single(bob.Heard)));
    }

    [Fact]
    public void Coming_and_going_within_a_step_is_told_as_gone()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Presence(State(1, 4)), new SessionLeft(ada.Session));

        Assert.Equal([new AwarenessEntry(1, 4, null)], Entries(Assert.Single(bob.Heard)));
    }

    [Fact]
    public void Whoever_asks_is_told_about_everybody_once_per_step()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        _rig.Step(ada.Presence(State(1, 1)));
        _ = bob.Heard;
        _rig.Step([.. Enumerable.Repeat(bob.Message(new AwarenessRequest()), 64)]);

        Assert.Equal([State(1, 1)], Entries(Assert.Single(bob.Heard)));
    }

    [Fact]
    public void Malformed_presence_closes_only_its_sender()
    {
        var (ada, bob) = (_rig.JoinNative(), _rig.JoinNative());
        ada.Say(new ClientAwareness(new byte[] { 5, 1 }));

        Assert.Equal(CloseCode.MalformedAwareness, ada.ClosedWith);
        Assert.Null(bob.ClosedWith);
    }

    [Fact]
    public void A_state_larger_than_allowed_closes_its_sender()
    {
        var ada = _rig.JoinNative();
        var large = System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', 5000)}\"");
        _rig.Step(ada.Presence(new AwarenessEntry(1, 1, large)));

        Assert.Equal(CloseCode.MalformedAwareness, ada.ClosedWith);
    }

    [Fact]
    public void A_yjs_client_that_repeats_a_full_room_is_not_closed()
    {
        var ada = _rig.JoinYjs();
        var room = Enumerable.Range(1, 3000).Select(id => State((ulong)id, 1)).ToArray();
        for (var first = 0; first < room.Length; first += 4)
        {
            _rig.Step(_rig.JoinYjs().Presence(room[first..(first + 4)]));
        }

        ada.Say(new ClientAwareness(AwarenessUpdate.Encode(room)));
        Assert.Null(ada.ClosedWith);
    }

    [Fact]
    public void A_native_client_has_no_reason_to_speak_for_a_room()
    {
        var ada = _rig.JoinNative();
        ada.Say(new ClientAwareness(AwarenessUpdate.Encode([.. Enumerable.Range(1, 6000).Select(id => State((ulong)id, 1))])));

        Assert.Equal(CloseCode.MessageTooBig, ada.ClosedWith);
    }

    private static AwarenessEntry State(ulong id, ulong clock) => new(id, clock, Json);

    private static IEnumerable<AwarenessEntry> Entries(ServerMessage message) =>
        AwarenessUpdate.Decode(Assert.IsType<ServerAwareness>(message).Update, AwarenessLimits.Default)
            .Select(entry => entry.State is { } state && state.Span.SequenceEqual(Json) ? entry with { State = Json } : entry);

    private static readonly byte[] Json = "{\"user\":{}}"u8.ToArray();
}
