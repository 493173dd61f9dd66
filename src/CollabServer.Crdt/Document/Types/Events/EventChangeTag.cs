namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventChange"/> does.</summary>
public enum EventChangeTag
{
    Add,
    Remove,
    Retain,
}
