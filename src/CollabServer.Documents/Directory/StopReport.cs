namespace CollabServer.Documents.Directory;

/// <summary>What a graceful stop left behind: the documents with edits that did not reach the log in time. None of those was acknowledged.</summary>
public sealed record StopReport(IReadOnlyList<DocumentName> Unsaved);
