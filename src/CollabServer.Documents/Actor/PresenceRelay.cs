using CollabServer.Documents.Presence;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Awareness;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>Passes presence on, once per step and with the newest state of everybody who changed.</summary>
internal sealed class PresenceRelay(ActorState state, Fanout fanout)
{
    private readonly PresenceRoster _roster = new(state.Limits.MaxAwarenessIdsPerSession);
    private readonly AwarenessLimits _limits = new()
    {
        MaxStateBytes = state.Limits.MaxAwarenessStateBytes,

        // A client of y-websocket repeats everybody it has just heard of.
        MaxEntries = (int)Math.Min(int.MaxValue, (long)state.Limits.MaxSessionsPerDocument * state.Limits.MaxAwarenessIdsPerSession),
    };

    private readonly SortedSet<ulong> _changed = [];
    private readonly HashSet<DocumentSession> _asking = [];
    private DocumentSession? _speaker;
    private bool _hasSeveralSpeakers;

    /// <exception cref="Protocol.ProtocolException">The update is malformed or above a limit.</exception>
    public void Receive(DocumentSession session, ReadOnlyMemory<byte> update)
    {
        var before = _changed.Count;
        _roster.Apply(session, AwarenessUpdate.Decode(update, _limits), state.Now, _changed);
        if (_changed.Count != before)
        {
            Spoke(session);
        }
    }

    /// <summary>A session wants to know who is there. Answered once per step, however often it asks.</summary>
    public void Ask(DocumentSession session) => _asking.Add(session);

    /// <summary>Tells a newcomer who is there, if anybody is.</summary>
    public void Greet(DocumentSession session)
    {
        if (!_roster.IsEmpty)
        {
            Ask(session);
        }
    }

    public void Left(DocumentSession session)
    {
        _asking.Remove(session);
        var before = _changed.Count;
        _roster.RemoveSession(session, state.Now, _changed);
        if (_changed.Count != before)
        {
            Spoke(session);
        }
    }

    public void Flush()
    {
        if (_changed.Count > 0)
        {
            var update = AwarenessUpdate.Encode(_roster.EntriesOf(_changed));
            fanout.ToEverybodyAsEcho(new ServerAwareness(update), _hasSeveralSpeakers ? null : _speaker);
            _changed.Clear();
            (_speaker, _hasSeveralSpeakers) = (null, false);
        }

        if (_asking.Count > 0)
        {
            fanout.To(_asking, new ServerAwareness(AwarenessUpdate.Encode(_roster.Everybody())));
            _asking.Clear();
        }
    }

    private void Spoke(DocumentSession session)
    {
        _hasSeveralSpeakers |= _speaker is not null && _speaker != session;
        _speaker = session;
    }
}
