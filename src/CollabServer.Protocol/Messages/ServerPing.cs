namespace CollabServer.Protocol.Messages;

/// <summary>Liveness probe.</summary>
public sealed record ServerPing(long Timestamp) : ServerMessage;
