namespace CollabServer.Documents.Log;

/// <summary>
/// A log ends before an entry that was known to be in it, and says so itself: the database is another than a moment ago, a backup or a standby
/// that had not heard of everything. What is there is whole.
/// </summary>
public sealed class LogShortenedException(DocumentName document, long lastSeq, long knownSeq)
    : Exception($"Document \"{document}\": the log ends at entry {lastSeq}, although entry {knownSeq} was in it.")
{
    public DocumentName Document { get; } = document;
}
