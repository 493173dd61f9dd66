using System.Text;
using CollabServer.Documents.Access;
using CollabServer.Documents.Presence;
using CollabServer.Documents.Sessions;
using CollabServer.Documents.Tests.Support;
using CollabServer.Protocol.Awareness;

namespace CollabServer.Documents.Tests.Presence;

public sealed class PresenceRosterTests
{
    private static readonly DateTimeOffset Start = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PresenceRoster _roster = new(maxIdsPerSession: 2);
    private readonly DocumentSession _ada = Session();
    private readonly DocumentSession _bob = Session();
    private DateTimeOffset _now = Start;

    [Fact]
    public void A_first_state_is_news() => Assert.Equal([7], Say(_ada, State(7, 1, "{}")));

    [Fact]
    public void Clock_zero_of_an_unknown_client_is_not_accepted() => Assert.Empty(Say(_ada, State(7, 0, "{}")));

    [Fact]
    public void Only_a_higher_clock_replaces_a_state()
    {
        Say(_ada, State(7, 2, "1"));

        Assert.Empty(Say(_ada, State(7, 2, "2")));
        Assert.Equal([7], Say(_ada, State(7, 3, "3")));
        Assert.Equal("3", Shown(7));
    }

    [Fact]
    public void A_removal_counts_at_the_clock_of_the_state_and_only_once()
    {
        Say(_ada, State(7, 2, "1"));

        Assert.Empty(Say(_ada, Removal(7, 1)));
        Assert.Equal([7], Say(_ada, Removal(7, 2)));
        Assert.Empty(Say(_ada, Removal(7, 2)));
        Assert.Null(Shown(7));
    }

    [Fact]
    public void A_client_id_belongs_to_the_session_that_used_it_first()
    {
        Say(_ada, State(7, 1, "\"ada\""));

        Assert.Empty(Say(_bob, State(7, 9, "\"mallory\"")));
        Assert.Empty(Say(_bob, Removal(7, 9)));
        Assert.Equal("\"ada\"", Shown(7));
    }

    [Fact]
    public void A_client_that_hid_keeps_its_id()
    {
        Say(_ada, State(7, 1, "1"));
        Say(_ada, Removal(7, 2));

        Assert.Empty(Say(_bob, State(7, 9, "2")));
        Assert.Equal([7], Say(_ada, State(7, 3, "3")));
    }

    [Fact]
    public void A_session_has_a_bounded_number_of_ids()
    {
        Assert.Equal([1, 2], Say(_ada, State(1, 1, "1"), State(2, 1, "1"), State(3, 1, "1")));
        Assert.Empty(Say(_ada, State(4, 1, "1")));
    }

    [Fact]
    public void A_leaving_session_takes_its_states_with_it_at_their_current_clock()
    {
        Say(_ada, State(7, 5, "1"));
        Say(_bob, State(8, 1, "1"));

        Assert.Equal([7], Leave(_ada));
        Assert.Equal([new AwarenessEntry(7, 5, null)], _roster.EntriesOf([7]));
        Assert.Equal([8], _roster.Everybody().Select(entry => entry.ClientId));
    }

    [Fact]
    public void A_late_echo_of_somebody_who_left_brings_no_ghost()
    {
        Say(_ada, State(7, 5, "1"));
        Leave(_ada);

        Assert.Empty(Say(_bob, State(7, 5, "1")));
    }

    [Fact]
    public void A_client_that_reconnects_with_its_next_clock_is_seen_again()
    {
        Say(_ada, State(7, 5, "1"));
        Leave(_ada);

        Assert.Equal([7], Say(Session(), State(7, 6, "2")));
    }

    [Fact]
    public void Departed_clients_are_forgotten_after_a_while()
    {
        Say(_ada, State(7, 5, "1"));
        Leave(_ada);
        _now += TimeSpan.FromSeconds(61);

        Assert.Equal([7], Say(_bob, State(7, 1, "1")));
    }

    [Fact]
    public void A_flood_of_departures_does_not_grow_the_roster()
    {
        for (ulong id = 1; id <= 20_000; id++)
        {
            var session = Session();
            Say(session, State(id, 1, "1"));
            Leave(session);
        }

        Assert.Equal(4_096, _roster.EntriesOf(Enumerable.Range(1, 20_000).Select(id => (ulong)id)).Count);
    }

    private SortedSet<ulong> Say(DocumentSession session, params AwarenessEntry[] entries)
    {
        var changed = new SortedSet<ulong>();
        _roster.Apply(session, entries, _now, changed);
        return changed;
    }

    private SortedSet<ulong> Leave(DocumentSession session)
    {
        var changed = new SortedSet<ulong>();
        _roster.RemoveSession(session, _now, changed);
        return changed;
    }

    private string? Shown(ulong clientId) =>
        _roster.Everybody().Where(entry => entry.ClientId == clientId).Select(entry => Encoding.UTF8.GetString(entry.State!.Value.Span)).SingleOrDefault();

    private static AwarenessEntry State(ulong id, ulong clock, string json) => new(id, clock, Encoding.UTF8.GetBytes(json));

    private static AwarenessEntry Removal(ulong id, ulong clock) => new(id, clock, State: null);

    private static DocumentSession Session()
    {
        var dialect = RecordingDialect.YWebSocket();
        return new DocumentSession(new SessionId(Guid.NewGuid()), new SessionInfo(Principal.Anonymous), dialect, new TestOutbox(dialect), Start);
    }
}
