using CollabServer.Documents.Sessions;
using CollabServer.Protocol;

namespace CollabServer.Documents.Actor.Outputs;

internal sealed record CloseSession(DocumentSession Session, CloseCode Code, string Reason) : DocumentOutput;
