using CollabServer.Documents.Log;
using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Actor;

/// <summary>The updates accepted in this step that nobody has been told of yet.</summary>
internal sealed class AcceptedBatch
{
    private DocumentSession? _author;
    private bool _hasSeveralAuthors;

    public List<NewUpdate> Updates { get; private set; } = [];

    public bool IsEmpty => Updates.Count == 0;

    /// <summary>Who need not hear the batch because all of it is its own; null when there are several, or it came from no session.</summary>
    public DocumentSession? OnlyAuthor => _hasSeveralAuthors ? null : _author;

    public long Bytes { get; private set; }

    public void Add(NewUpdate update, DocumentSession? author)
    {
        _hasSeveralAuthors |= Updates.Count > 0 && author != _author;
        _author = author;
        Bytes += update.Update.Length;
        Updates.Add(update);
    }

    /// <summary>Hands the updates over and starts anew.</summary>
    public List<NewUpdate> Take()
    {
        var taken = Updates;
        (Updates, _author, _hasSeveralAuthors, Bytes) = ([], null, false, 0);
        return taken;
    }
}
