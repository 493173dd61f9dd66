using CollabServer.Documents.Actor;

namespace CollabServer.Documents.Directory;

/// <summary>A name's place in the directory, from the first wish to open it until it has left memory. Its fields belong to the directory's lock.</summary>
internal sealed class OpenDocument(DocumentName name)
{
    private readonly TaskCompletionSource<DocumentLoop> _loop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DocumentName Name => name;

    /// <summary>Everybody who opens the document while it loads waits for the same load.</summary>
    public Task<DocumentLoop> Loop => _loop.Task;

    public OpenDocumentState State { get; set; } = OpenDocumentState.Loading;

    /// <summary>How many have it open or are waiting for it.</summary>
    public int Holders { get; set; }

    /// <summary>Completes when it has left memory for good.</summary>
    public Task Gone { get; set; } = Task.CompletedTask;

    public void Loaded(DocumentLoop loop) => _loop.SetResult(loop);

    public void Failed(Exception error)
    {
        _loop.SetException(error);

        // Everybody may have stopped waiting; then nobody is left to observe it.
        _ = _loop.Task.Exception;
    }
}
