using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>Turns messages into frames, once per dialect however many listen, and hands out the same buffers to everybody.</summary>
internal sealed class Fanout(ActorState state)
{
    public void ToEverybody(ServerMessage message, DocumentSession? except = null)
    {
        foreach (var audience in state.Sessions.Audiences)
        {
            if (audience.Sessions is [var only] && only == except)
            {
                continue;
            }

            Send(audience.Sessions, message, except);
        }
    }

    public void To(IEnumerable<DocumentSession> sessions, ServerMessage message)
    {
        foreach (var audience in sessions.GroupBy(session => session.Dialect))
        {
            Send([.. audience], message, except: null);
        }
    }

    public void To(DocumentSession session, ServerMessage message) => Send([session], message, except: null);

    public void To(DocumentSession session, IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        if (frames.Count > 0)
        {
            state.Emit(new SendFrames([session], frames));
        }
    }

    /// <summary>To everybody, but not to <paramref name="except"/> unless its dialect counts on hearing itself.</summary>
    public void ToEverybodyAsEcho(ServerMessage message, DocumentSession? except) =>
        ToEverybody(message, except is { Dialect.EchoesAwareness: true } ? null : except);

    private void Send(DocumentSession[] audience, ServerMessage message, DocumentSession? except)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        audience[0].Dialect.Encode(message, frames);
        if (frames.Count > 0)
        {
            state.Emit(new SendFrames(audience, frames, except));
        }
    }
}
