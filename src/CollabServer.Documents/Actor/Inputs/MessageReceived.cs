using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor.Inputs;

internal sealed record MessageReceived(DocumentSession Session, ClientMessage Message) : DocumentInput;
