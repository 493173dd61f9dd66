namespace CollabServer.Documents.Directory;

/// <summary>Keeps a document in memory until it is disposed. Thread-safe.</summary>
internal sealed class DocumentHold(DocumentDirectory directory, OpenDocument document) : IDisposable
{
    private int _released;

    /// <summary>A second one, independent of this one. Call only while this one is held.</summary>
    public DocumentHold Another()
    {
        directory.HoldAgain(document);
        return new DocumentHold(directory, document);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            directory.Release(document);
        }
    }
}
