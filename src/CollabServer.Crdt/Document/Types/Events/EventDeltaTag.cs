namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventDelta"/> does.</summary>
public enum EventDeltaTag
{
    /// <summary><see cref="EventDelta.Insert"/> is inserted here.</summary>
    Add,
    /// <summary><see cref="EventDelta.Length"/> units are gone from here.</summary>
    Remove,
    /// <summary><see cref="EventDelta.Length"/> units stayed; <see cref="EventDelta.Attributes"/> of them changed.</summary>
    Retain,
}
