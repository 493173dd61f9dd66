using CollabServer.LoadTool.Edits;

namespace CollabServer.LoadTool.Clients;

/// <summary>One document under load and the clients in it. Client ids are consecutive, so an author is found by subtraction.</summary>
internal sealed class LoadDocument
{
    public LoadDocument(string name, ulong firstClientId, int clients, int editLength, int ringSize)
        : this(name, firstClientId, editLength, [.. Enumerable.Range(0, clients).Select(i => new EditAuthor(firstClientId + (ulong)i, editLength, ringSize))])
    {
    }

    private LoadDocument(string name, ulong firstClientId, int editLength, IReadOnlyList<EditAuthor> authors) =>
        (Name, FirstClientId, EditLength, Authors) = (name, firstClientId, editLength, authors);

    public string Name { get; }

    public ulong FirstClientId { get; }

    public int EditLength { get; }

    public IReadOnlyList<EditAuthor> Authors { get; }

    /// <summary>The same document and authors with one more, for a client that only reads.</summary>
    public LoadDocument WithReader() =>
        new(Name, FirstClientId, EditLength, [.. Authors, new EditAuthor(FirstClientId + (ulong)Authors.Count, EditLength, ringSize: 1)]);

    public bool TryFindAuthor(ulong clientId, out int index)
    {
        var offset = clientId - FirstClientId;
        index = offset < (ulong)Authors.Count ? (int)offset : -1;
        return index >= 0;
    }
}
