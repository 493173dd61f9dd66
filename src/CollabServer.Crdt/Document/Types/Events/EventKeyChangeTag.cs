namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What happened to a key.</summary>
public enum EventKeyChangeTag
{
    /// <summary>It had no value before.</summary>
    Add,
    /// <summary>It has no value any more.</summary>
    Remove,
    /// <summary>It has another value.</summary>
    Update,
}
