using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Actor.Inputs;

/// <summary>The socket has gone, or the session could not keep up and was cut off.</summary>
internal sealed record SessionLeft(DocumentSession Session) : DocumentInput;
