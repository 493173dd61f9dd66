namespace CollabServer.Crdt.Document.Events;

/// <summary>The document was cleared: all subscriptions end after this event.</summary>
public sealed class ClearEvent
{
    internal ClearEvent(Doc doc) => Doc = doc;

    /// <summary>The document that was cleared.</summary>
    public Doc Doc { get; }
}
