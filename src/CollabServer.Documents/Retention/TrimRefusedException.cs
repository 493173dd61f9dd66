namespace CollabServer.Documents.Retention;

/// <summary>History was not removed because something that must stand in for it does not.</summary>
public sealed class TrimRefusedException(DocumentName document, string message) : Exception($"Document \"{document}\": {message}")
{
    public DocumentName Document { get; } = document;
}
