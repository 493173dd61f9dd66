namespace CollabServer.Documents.Log;

/// <summary>What the store returned is not what was written to it. The document must not be served as if it were whole, let alone overwritten.</summary>
/// <param name="firstSeq">The first entry that cannot be read.</param>
/// <param name="lastSeq">The last one of those that follow it without a readable one between them: reading may go on behind it.</param>
public sealed class CorruptLogException(DocumentName document, long firstSeq, long lastSeq, string message)
    : Exception($"Document \"{document}\": {message}")
{
    public DocumentName Document { get; } = document;

    public long FirstSeq { get; } = firstSeq;

    public long LastSeq { get; } = lastSeq;
}
