using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Tells sessions what became of their updates: applied at the end of the step, durable when, and only when, the log has committed
/// everything they depend on.
/// </summary>
internal sealed class Acknowledgements(ActorState state, Fanout fanout)
{
    private readonly HashSet<DocumentSession> _waiting = [];

    /// <summary>The update is in the document, as is everything accepted before it; it is durable when all of that is.</summary>
    public void Applied(DocumentSession session, ulong reference)
    {
        session.Acks.Applied(reference, state.Marks.Accepted);
        if (reference != 0)
        {
            _waiting.Add(session);
        }
    }

    public void Left(DocumentSession session) => _waiting.Remove(session);

    public void Flush()
    {
        _waiting.RemoveWhere(session =>
        {
            session.Acks.Advance(state.Marks.Durable);
            if (session.Acks.TakeNews())
            {
                var seq = session.Acks.DurableRef == 0 ? 0 : state.Marks.SeqAt(session.Acks.DurablePosition);
                fanout.To(session, new Ack(session.Acks.AppliedRef, session.Acks.DurableRef, seq));
            }

            return !session.Acks.IsWaiting;
        });
    }
}
