using CollabServer.Documents.Access;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>How sessions come and go.</summary>
internal sealed class SessionLifecycle(
    ActorState state, SessionGate gate, Fanout fanout, PresenceRelay presence, Acknowledgements acknowledgements, SaveWatch saving,
    Quarantining quarantining)
{
    /// <summary>When the oldest session that owes us a hello has had its time.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>Bytes of unfinished sync parts of all sessions.</summary>
    public long PartialBytes { get; set; }

    public void Join(DocumentSession session)
    {
        if (state.Sessions.Count >= state.Limits.MaxSessionsPerDocument)
        {
            Refuse(session, CloseCode.Overloaded, "Too many sessions in this document.");
            return;
        }

        if (!gate.Allows(session, DocumentOperation.Read))
        {
            Refuse(session, CloseCode.Forbidden, "This document may not be read.");
            return;
        }

        session.TakenInAt = state.Now;
        state.Sessions.Add(session);
        if (session.Phase == SessionPhase.Live)
        {
            Introduce(session);
        }
        else
        {
            Deadline ??= session.TakenInAt + state.Options.HelloTimeout;
        }
    }

    public void Greet(DocumentSession session, Hello hello)
    {
        if (hello.Generation is { } generation && !Adopts(generation.Span))
        {
            Close(session, CloseCode.GenerationMismatch, "The client's copy belongs to another history of this document.");
            return;
        }

        session.Greet(hello);
        state.Sessions.Greeted();
        fanout.To(session, Welcome(session));
        Introduce(session);
    }

    /// <summary>The socket has gone.</summary>
    public void Leave(DocumentSession session)
    {
        if (!session.IsClosed)
        {
            Forget(session);
        }
    }

    public void Close(DocumentSession session, CloseCode code, string reason)
    {
        if (!session.IsClosed)
        {
            Forget(session);
            state.Emit(new CloseSession(session, code, reason));
        }
    }

    public void CloseEverybody(CloseCode code, string reason)
    {
        foreach (var session in state.Sessions.All.ToArray())
        {
            Close(session, code, reason);
        }
    }

    /// <summary>The generation has changed: sends away those who were told the old one.</summary>
    public void CloseEverybodyGreeted()
    {
        foreach (var session in state.Sessions.All.Where(session => session.Hello is not null).ToArray())
        {
            Close(session, CloseCode.GenerationMismatch, "The client's copy belongs to another history of this document.");
        }
    }

    public void Settle()
    {
        if (Deadline is null || Deadline > state.Now)
        {
            return;
        }

        var late = state.Now - state.Options.HelloTimeout;
        foreach (var session in state.Sessions.All.Where(session => session.Phase == SessionPhase.AwaitingHello && session.TakenInAt <= late).ToArray())
        {
            Close(session, CloseCode.HelloTimeout, "The client did not say hello in time.");
        }

        var waiting = state.Sessions.All.Where(session => session.Phase == SessionPhase.AwaitingHello).Select(session => session.TakenInAt);
        Deadline = waiting.Any() ? waiting.Min() + state.Options.HelloTimeout : null;
    }

    // A client may name any generation for a document that was never written: after a restart that forgot an unsaved beginning it is
    // the client that remembers, and there is no other history its copy could be mixed with.
    private bool Adopts(ReadOnlySpan<byte> generation)
    {
        if (generation.Length != NativeLimits.GenerationBytes)
        {
            return false;
        }

        var theirs = new Guid(generation, bigEndian: true);
        if (theirs != state.Generation && state.IsUnwritten && !state.Sessions.All.Any(session => session.Hello is not null))
        {
            state.Generation = theirs;
        }

        return theirs == state.Generation;
    }

    private Welcome Welcome(DocumentSession session) => new(
        state.Generation.ToByteArray(bigEndian: true),
        MayWrite(session) ? "write" : "read",
        session.Info.Principal.User,
        state.Marks.DurableSeq,
        new SessionLimits(
            state.Limits.MaxMessageBytes, state.Limits.MaxSyncPartBytes, state.Limits.MaxUpdateBytes, state.Limits.MaxAwarenessBytes),
        session.Id.ToString());

    // Who may not write has nothing that the document lacks.
    private void Introduce(DocumentSession session)
    {
        if (MayWrite(session))
        {
            fanout.To(session, new ServerSyncRequest(state.Replica.StateVector()));
        }

        if (gate.Allows(session, DocumentOperation.Presence))
        {
            presence.Greet(session);
        }

        saving.Greet(session);
        quarantining.Greet(session);
    }

    private bool MayWrite(DocumentSession session) => state.Quarantine is null && gate.Allows(session, DocumentOperation.Write);

    private void Forget(DocumentSession session)
    {
        session.MarkClosed();
        state.Sessions.Remove(session);
        PartialBytes -= session.Partial.Bytes;
        session.Partial.Drop();
        presence.Left(session);
        acknowledgements.Left(session);
    }

    private void Refuse(DocumentSession session, CloseCode code, string reason)
    {
        session.MarkClosed();
        state.Emit(new CloseSession(session, code, reason));
    }
}
