namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventDelta"/> does.</summary>
public enum EventDeltaTag
{
    Add,
    Remove,
    Retain,
}
