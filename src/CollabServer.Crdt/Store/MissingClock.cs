namespace CollabServer.Crdt.Store;

/// <summary>What a struct waits for: the client's state must pass the clock.</summary>
internal readonly record struct MissingClock(ulong Client, long Clock);
