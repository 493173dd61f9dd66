namespace CollabServer.Documents.Directory;

/// <summary>
/// A document cannot be opened or served at the moment: it could not be loaded, its loop failed, or the server is stopping. Sockets are
/// closed with <c>document-unavailable</c>, REST answers 503. It never means that the document is empty.
/// </summary>
public sealed class DocumentUnavailableException(DocumentName document, string message, Exception? innerException = null)
    : Exception($"Document \"{document}\": {message}", innerException)
{
    public DocumentName Document { get; } = document;
}
