namespace CollabServer.Protocol.Messages;

/// <summary>Liveness probe; the answer carries the same timestamp.</summary>
public sealed record ClientPing(long Timestamp) : ClientMessage;
