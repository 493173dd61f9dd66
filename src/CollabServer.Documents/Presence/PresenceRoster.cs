using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Awareness;

namespace CollabServer.Documents.Presence;

/// <summary>
/// Who is in the document and what they say about themselves, by the clock rule of y-protocols. A client id belongs to the
/// session that first used it, for as long as that session lives: nobody can move or remove another's cursor.
/// </summary>
/// <remarks>
/// Clients of y-websocket repeat everything they hear, so entries for the ids of others are normal and silently ignored. The clocks of
/// those who left are remembered for a while: without them such an echo, late on its way, would bring a ghost back.
/// </remarks>
internal sealed class PresenceRoster(int maxIdsPerSession)
{
    /// <summary>Providers forget silent clients after 30 s; no echo of a state is on its way for longer than that.</summary>
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(60);

    private const int MaxRemembered = 4096;

    private readonly Dictionary<ulong, Presence> _present = [];
    private readonly Dictionary<SessionId, List<ulong>> _idsOf = [];
    private readonly Dictionary<ulong, (ulong Clock, DateTimeOffset Until)> _departed = [];
    private readonly Queue<(ulong ClientId, DateTimeOffset Until)> _departures = new();

    /// <summary>Nobody shows anything.</summary>
    public bool IsEmpty => _present.Count == 0;

    /// <summary>Applies what a session says and adds the ids whose entry is news to everybody to <paramref name="changed"/>.</summary>
    public void Apply(DocumentSession session, IReadOnlyList<AwarenessEntry> entries, DateTimeOffset now, ISet<ulong> changed)
    {
        foreach (var entry in entries)
        {
            if (entry.State is { } state ? TrySet(session, entry.ClientId, entry.Clock, state, now) : TryRemove(session, entry))
            {
                changed.Add(entry.ClientId);
            }
        }
    }

    /// <summary>
    /// Removes everything a session showed. The removal carries the client's current clock and not the next one, which would beat the
    /// state it sends when it reconnects quickly.
    /// </summary>
    public void RemoveSession(DocumentSession session, DateTimeOffset now, ISet<ulong> changed)
    {
        if (!_idsOf.Remove(session.Id, out var ids))
        {
            return;
        }

        foreach (var id in ids)
        {
            if (_present.Remove(id, out var presence))
            {
                Remember(id, presence.Clock, now);
                if (presence.State is not null)
                {
                    changed.Add(id);
                }
            }
        }
    }

    /// <summary>The present entries of these ids; a removal for those that are gone.</summary>
    public List<AwarenessEntry> EntriesOf(IEnumerable<ulong> ids)
    {
        var entries = new List<AwarenessEntry>();
        foreach (var id in ids)
        {
            if (_present.TryGetValue(id, out var presence))
            {
                entries.Add(new AwarenessEntry(id, presence.Clock, presence.State));
            }
            else if (_departed.TryGetValue(id, out var departed))
            {
                entries.Add(new AwarenessEntry(id, departed.Clock, State: null));
            }
        }

        return entries;
    }

    public List<AwarenessEntry> Everybody() =>
        [.. _present.Where(pair => pair.Value.State is not null).Select(pair => new AwarenessEntry(pair.Key, pair.Value.Clock, pair.Value.State))];

    private bool TrySet(DocumentSession session, ulong clientId, ulong clock, ReadOnlyMemory<byte> state, DateTimeOffset now)
    {
        if (_present.TryGetValue(clientId, out var known))
        {
            if (known.Owner != session.Id || clock <= known.Clock)
            {
                return false;
            }
        }
        else if (clock <= ClockOfDeparted(clientId, now) || !TryBind(session, clientId))
        {
            return false;
        }

        // A copy: the slice would keep the whole frame it came in alive.
        _present[clientId] = new Presence(session.Id, clock, state.ToArray());
        return true;
    }

    private bool TryRemove(DocumentSession session, AwarenessEntry entry)
    {
        if (!_present.TryGetValue(entry.ClientId, out var known) || known.Owner != session.Id || known.State is null || entry.Clock < known.Clock)
        {
            return false;
        }

        // Hidden, not forgotten: the id stays with its session, which may show itself again.
        _present[entry.ClientId] = known with { Clock = entry.Clock, State = null };
        return true;
    }

    private bool TryBind(DocumentSession session, ulong clientId)
    {
        if (!_idsOf.TryGetValue(session.Id, out var ids))
        {
            _idsOf.Add(session.Id, ids = []);
        }

        if (ids.Count >= maxIdsPerSession)
        {
            return false;
        }

        ids.Add(clientId);
        if (session.ClientId == 0)
        {
            session.ClientId = clientId;
        }

        return true;
    }

    private ulong ClockOfDeparted(ulong clientId, DateTimeOffset now)
    {
        Forget(now);
        return _departed.TryGetValue(clientId, out var departed) ? departed.Clock : 0;
    }

    private void Remember(ulong clientId, ulong clock, DateTimeOffset now)
    {
        var until = now + RememberedFor;
        _departed[clientId] = (clock, until);
        _departures.Enqueue((clientId, until));
        Forget(now);
    }

    private void Forget(DateTimeOffset now)
    {
        while (_departures.TryPeek(out var oldest) && (oldest.Until <= now || _departures.Count > MaxRemembered))
        {
            _departures.Dequeue();

            // Unless it left again since: then a later departure is in the queue.
            if (_departed.TryGetValue(oldest.ClientId, out var departed) && departed.Until == oldest.Until)
            {
                _departed.Remove(oldest.ClientId);
            }
        }
    }

    private readonly record struct Presence(SessionId Owner, ulong Clock, ReadOnlyMemory<byte>? State);
}
