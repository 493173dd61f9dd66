namespace CollabServer.Crdt.Store;

/// <summary>An id whose block may merge with its neighbours when the transaction ends. The client is known by its number in the client table.</summary>
internal readonly record struct MergeCandidate(int Client, long Clock);
