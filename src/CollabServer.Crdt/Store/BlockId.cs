namespace CollabServer.Crdt.Store;

/// <summary>Names one unit of content: who inserted it, and as the how-manieth.</summary>
internal readonly record struct BlockId(ulong Client, long Clock);
