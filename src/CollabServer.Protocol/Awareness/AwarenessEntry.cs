namespace CollabServer.Protocol.Awareness;

/// <summary>What one client says about itself: its clock and its state as JSON in UTF-8, or no state when it has left.</summary>
public readonly record struct AwarenessEntry(ulong ClientId, ulong Clock, ReadOnlyMemory<byte>? State);
