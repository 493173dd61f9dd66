namespace CollabServer.Documents.Log;

/// <summary>That moment of the document was thinned away by the retention policy (<c>History:*</c>). Nothing is damaged.</summary>
public sealed class ThinnedHistoryException(DocumentName document, long trimmedThrough)
    : Exception($"Document \"{document}\": the log entries up to {trimmedThrough} were thinned away by the retention policy.")
{
    public DocumentName Document { get; } = document;

    /// <summary>The newest entry that is gone. Moments after it can be read; before it only versions and checkpoints can.</summary>
    public long TrimmedThrough { get; } = trimmedThrough;
}
