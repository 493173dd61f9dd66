using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Sessions;
using CollabServer.Protocol;
using CollabServer.Protocol.Awareness;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Support;

/// <summary>A session of an <see cref="ActorRig"/>.</summary>
internal sealed record TestSession(ActorRig Rig, DocumentSession Session, TestOutbox Outbox)
{
    public CloseCode? ClosedWith => Outbox.Closed.IsCompleted ? Outbox.Closed.Result : null;

    /// <summary>What it received and has not looked at yet.</summary>
    public IReadOnlyList<ServerMessage> Heard => Outbox.Take();

    public MessageReceived Message(ClientMessage message) => new(Session, message);

    public MessageReceived Update(ReadOnlyMemory<byte> update, ulong reference = 0) => Message(new ClientUpdate(reference, update));

    public MessageReceived Presence(params AwarenessEntry[] entries) => Message(new ClientAwareness(AwarenessUpdate.Encode(entries)));

    public void Say(ClientMessage message) => Rig.Step(Message(message));

    public void Send(ReadOnlyMemory<byte> update, ulong reference = 0) => Rig.Step(Update(update, reference));

    public void Leave() => Rig.Step(new SessionLeft(Session));
}
