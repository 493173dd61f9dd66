namespace CollabServer.Crdt.Store;

/// <summary>The clocks of a block that do not all fit into 32 bits.</summary>
internal readonly record struct WideClocks(long Clock, long OriginClock, long RightOriginClock);
