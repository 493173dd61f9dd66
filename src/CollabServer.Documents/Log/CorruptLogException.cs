namespace CollabServer.Documents.Log;

/// <summary>What the store returned is not what was written to it. The document must not be served, let alone overwritten.</summary>
public sealed class CorruptLogException(DocumentName document, string message) : Exception($"Document \"{document}\": {message}")
{
    public DocumentName Document { get; } = document;
}
