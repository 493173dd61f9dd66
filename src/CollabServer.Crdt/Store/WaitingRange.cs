namespace CollabServer.Crdt.Store;

/// <summary>Clocks of one client, from <paramref name="Clock"/> to before <paramref name="End"/>.</summary>
internal readonly record struct WaitingRange(long Clock, long End);
