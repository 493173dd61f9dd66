namespace CollabServer.Documents.Sessions;

/// <summary>A session as shown to administrators.</summary>
/// <param name="ClientId">The Yjs client id it announced or first used for its presence; 0 when unknown.</param>
/// <param name="Client">Name and version a native client announced.</param>
/// <param name="Subprotocol">The dialect's WebSocket subprotocol; null for y-websocket clients that name none.</param>
public sealed record SessionSummary(
    SessionId Id, string? User, ulong ClientId, string? Client, string? Subprotocol, string? RemoteAddress, string? UserAgent,
    DateTimeOffset JoinedAt, bool CanWrite);
