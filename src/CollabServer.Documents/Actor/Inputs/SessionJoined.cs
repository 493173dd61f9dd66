using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Actor.Inputs;

internal sealed record SessionJoined(DocumentSession Session) : DocumentInput;
