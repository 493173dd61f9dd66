namespace CollabServer.Documents.Retention;

/// <summary>What was removed of a document.</summary>
public readonly record struct Thinned(long Entries, int Snapshots);
