namespace CollabServer.Protocol.Messages;

/// <summary>Answer to a probe of the server.</summary>
public sealed record ClientPong(long Timestamp) : ClientMessage;
