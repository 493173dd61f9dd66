namespace CollabServer.Protocol.Messages;

/// <summary>A new token for a session that is already open.</summary>
public sealed record TokenRefresh(string Token) : ClientMessage;
