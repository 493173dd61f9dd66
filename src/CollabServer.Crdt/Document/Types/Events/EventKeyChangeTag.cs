namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What happened to a key.</summary>
public enum EventKeyChangeTag
{
    Add,
    Remove,
    Update,
}
