namespace CollabServer.Protocol.Messages;

/// <summary>Answer to <see cref="ClientPing"/>.</summary>
public sealed record ServerPong(long Timestamp) : ServerMessage;
