namespace CollabServer.Crdt.Document.Events;

/// <summary>Subdocuments that one transaction added, removed or asked to be loaded.</summary>
public sealed class SubDocsEvent
{
    internal SubDocsEvent(IReadOnlyList<Doc> added, IReadOnlyList<Doc> removed, IReadOnlyList<Doc> loaded)
    {
        Added = added;
        Removed = removed;
        Loaded = loaded;
    }

    public IReadOnlyList<Doc> Added { get; }

    public IReadOnlyList<Doc> Removed { get; }

    public IReadOnlyList<Doc> Loaded { get; }
}
