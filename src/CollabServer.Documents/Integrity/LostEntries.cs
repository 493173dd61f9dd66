namespace CollabServer.Documents.Integrity;

/// <summary>Log entries that cannot be read and that no snapshot stands in for.</summary>
public sealed record LostEntries(long FirstSeq, long LastSeq, string Reason);
