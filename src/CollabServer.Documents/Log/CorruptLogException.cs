namespace CollabServer.Documents.Log;

/// <summary>What the store returned is not what was written to it. The document must not be served as if it were whole, let alone overwritten.</summary>
/// <param name="firstSeq">The first entry that cannot be read.</param>
/// <param name="lastSeq">The last one of those that follow it without a readable one between them: reading may go on behind it.</param>
public sealed class CorruptLogException(DocumentName document, long firstSeq, long lastSeq, string fault)
    : Exception($"Document \"{document}\": {fault}")
{
    public DocumentName Document { get; } = document;

    /// <summary>What is wrong, without the name of the document.</summary>
    public string Fault { get; } = fault;

    public long FirstSeq { get; } = firstSeq;

    public long LastSeq { get; } = lastSeq;
}
