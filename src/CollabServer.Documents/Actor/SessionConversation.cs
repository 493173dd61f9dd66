using CollabServer.Crdt.Updates;
using CollabServer.Documents.Access;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Log;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>Answers what one session says. Every message passes the gate here, whatever its dialect.</summary>
internal sealed class SessionConversation(
    ActorState state, SessionGate gate, Fanout fanout, SessionLifecycle lifecycle, UpdateAcceptance updates, HeldEdits held,
    SyncReplies replies, PresenceRelay presence, Acknowledgements acknowledgements)
{
    public void Receive(DocumentSession session, ClientMessage message)
    {
        if (session.IsClosed)
        {
            return;
        }

        if ((session.Phase == SessionPhase.AwaitingHello) != (message is Hello) && message is not (ClientPing or ClientPong))
        {
            lifecycle.Close(session, CloseCode.UnexpectedMessage, "Hello is the first message, and only the first.");
            return;
        }

        if (!gate.Allows(session, message))
        {
            Deny(session, message);
            return;
        }

        try
        {
            Handle(session, message);
        }
        catch (ProtocolException e)
        {
            lifecycle.Close(session, e.CloseCode, e.Message);
        }
        catch (MalformedUpdateException e)
        {
            lifecycle.Close(session, CloseCode.MalformedUpdate, e.Message);
        }
    }

    private void Handle(DocumentSession session, ClientMessage message)
    {
        switch (message)
        {
            case Hello hello:
                lifecycle.Greet(session, hello);
                break;
            case SyncRequest request:
                fanout.To(session, replies.For(session, request.StateVector));
                break;
            case ClientUpdate update:
                Open(session, update.Ref);
                Edit(session, update.Ref, update.Update);
                break;
            case ClientSyncPart part:
                Assemble(session, part);
                break;
            case ClientAwareness awareness:
                EnsureAtMost(session.Dialect.EchoesAwareness ? int.MaxValue : state.Limits.MaxAwarenessBytes, awareness.Update.Length);
                presence.Receive(session, awareness.Update);
                break;
            case AwarenessRequest:
                presence.Ask(session);
                break;
            case ClientApplicationMessage application:
                EnsureAtMost(state.Limits.MaxApplicationMessageBytes, application.Value.Length);
                fanout.ToEverybody(new ServerApplicationMessage(application.Channel, application.Value), session);
                break;
            case ClientPing ping:
                fanout.To(session, new ServerPong(ping.Timestamp));
                break;
        }
    }

    private void Assemble(DocumentSession session, ClientSyncPart part)
    {
        if (part.Part == 0)
        {
            Open(session, part.Ref);
        }

        var before = session.Partial.Bytes;
        var whole = session.Partial.Add(part, state.Limits.MaxUpdateBytes);
        lifecycle.PartialBytes += session.Partial.Bytes - before;
        if (lifecycle.PartialBytes > state.Limits.MaxPartialBytes)
        {
            throw new ProtocolException(CloseCode.Overloaded, "Too many large updates are arriving in parts at the same time.");
        }

        if (whole is { } update)
        {
            Edit(session, part.Ref, update);
        }
    }

    private void Open(DocumentSession session, ulong reference)
    {
        if (!session.Acks.TryOpen(reference))
        {
            throw new ProtocolException(CloseCode.UnexpectedMessage, $"Refs must rise; {reference} does not.");
        }
    }

    private void Edit(DocumentSession session, ulong reference, ReadOnlyMemory<byte> update)
    {
        if (held.MustWait)
        {
            Hold(session, reference, update);
        }
        else
        {
            Apply(session, reference, update);
        }
    }

    private void Hold(DocumentSession session, ulong reference, ReadOnlyMemory<byte> update)
    {
        if (!held.TryHold(update.Length, () => Apply(session, reference, update)))
        {
            Refuse(session, reference, Acceptance.NotSaving);
        }
    }

    // Also for a session that has left since: what it sent before counts.
    private void Apply(DocumentSession session, ulong reference, ReadOnlyMemory<byte> update)
    {
        Acceptance acceptance;
        try
        {
            acceptance = updates.Accept(update, UpdateEncoding.V1, session.Info.Principal.User, session.ClientId, UpdateOrigin.Client, session);
        }
        catch (MalformedUpdateException e)
        {
            var code = e.Reason == MalformedUpdateReason.LimitExceeded ? CloseCode.PendingLimit : CloseCode.MalformedUpdate;
            state.Emit(new DocumentEvent.UpdateRefused(code));
            lifecycle.Close(session, code, e.Message);
            return;
        }

        if (acceptance is Acceptance.Accepted or Acceptance.Known)
        {
            if (!session.IsClosed)
            {
                acknowledgements.Applied(session, reference);
            }
        }
        else
        {
            Refuse(session, reference, acceptance);
        }
    }

    // Never silently: the client keeps the edit, knows why, and comes back later.
    private void Refuse(DocumentSession session, ulong reference, Acceptance refusal)
    {
        if (refusal == Acceptance.Quarantined)
        {
            // It may read on, so it stays.
            DenyWrite(session, reference, CloseCode.Quarantined, "This document is damaged and cannot be changed until it is repaired.");
            return;
        }

        var (code, reason) = refusal switch
        {
            Acceptance.UpdateTooLarge => (CloseCode.MessageTooBig, $"An update has at most {state.Limits.MaxUpdateBytes} bytes."),
            Acceptance.DocumentFull => (CloseCode.DocumentLimit, $"The document has reached its limit of {state.Limits.MaxDocumentBytes} bytes."),
            _ => (CloseCode.Overloaded, "The server cannot save at the moment and takes no more edits."),
        };
        session.Acks.Refused(reference);
        state.Emit(new DocumentEvent.UpdateRefused(code));
        if (!session.IsClosed)
        {
            fanout.To(session, new Error(CloseCodeName.Of(code), reason, reference == 0 ? null : reference));
            lifecycle.Close(session, code, reason);
        }
    }

    // Reading is what a session is here for. Without any other right it stays and is told what it may not do; an update that
    // says nothing is how providers answer our state vector and needs no right.
    private void Deny(DocumentSession session, ClientMessage message)
    {
        switch (message)
        {
            case ClientUpdate update when IsEmpty(update.Update.Span):
            case ClientAwareness or AwarenessRequest:
                break;
            case ClientUpdate { Ref: var reference }:
                DenyWrite(session, reference);
                break;
            case ClientSyncPart { Ref: var reference }:
                DenyWrite(session, reference);
                break;
            case ClientApplicationMessage:
                fanout.To(session, new Error(CloseCodeName.Of(CloseCode.Forbidden), "Messages may not be sent here.", Ref: null));
                break;
            default:
                lifecycle.Close(session, CloseCode.Forbidden, "This document may not be read.");
                break;
        }
    }

    private void DenyWrite(DocumentSession session, ulong reference) =>
        DenyWrite(session, reference, CloseCode.Forbidden, "This document may not be changed.");

    private void DenyWrite(DocumentSession session, ulong reference, CloseCode code, string reason)
    {
        session.Acks.Refused(reference);
        state.Emit(new DocumentEvent.UpdateRefused(code));
        fanout.To(session, new Error(CloseCodeName.Of(code), reason, reference == 0 ? null : reference));
    }

    // No structs and no deletions.
    private static bool IsEmpty(ReadOnlySpan<byte> update) => update is [0, 0];

    private static void EnsureAtMost(int limit, int bytes)
    {
        if (bytes > limit)
        {
            throw new ProtocolException(CloseCode.MessageTooBig, $"A message of this kind has at most {limit} bytes, not {bytes}.");
        }
    }
}
