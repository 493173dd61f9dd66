using CollabServer.Documents.Access;

namespace CollabServer.Documents.Sessions;

/// <summary>What the socket layer knows of a client when it joins. Addresses and agents are for people to read, never for decisions.</summary>
public sealed record SessionInfo(Principal Principal, string? RemoteAddress = null, string? UserAgent = null);
