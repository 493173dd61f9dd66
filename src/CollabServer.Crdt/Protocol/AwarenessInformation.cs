namespace CollabServer.Crdt.Protocol;

/// <summary>The presence of one client.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Clock">Counts the client's changes; a message that knows an older one is ignored.</param>
/// <param name="State">JSON; null for a client that has left.</param>
public record struct AwarenessInformation(ulong ClientId, ulong Clock, string? State);
