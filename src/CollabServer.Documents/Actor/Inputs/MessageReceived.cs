using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor.Inputs;

/// <param name="Taken">Completes when the document has dealt with the message or will never do; null when nobody waits for that.</param>
internal sealed record MessageReceived(DocumentSession Session, ClientMessage Message, TaskCompletionSource? Taken = null) : DocumentInput;
