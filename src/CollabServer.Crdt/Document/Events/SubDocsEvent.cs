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

    /// <summary>Subdocuments that are new in the document.</summary>
    public IReadOnlyList<Doc> Added { get; }

    /// <summary>Subdocuments that left it. They are disposed of after the event.</summary>
    public IReadOnlyList<Doc> Removed { get; }

    /// <summary>Subdocuments whose content is asked for: new ones that want to be loaded, and those <see cref="Doc.Load"/> was called for.</summary>
    public IReadOnlyList<Doc> Loaded { get; }
}
