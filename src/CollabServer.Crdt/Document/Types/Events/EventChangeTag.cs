namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>What an <see cref="EventChange"/> does.</summary>
public enum EventChangeTag
{
    /// <summary><see cref="EventChange.Values"/> are inserted here.</summary>
    Add,
    /// <summary><see cref="EventChange.Length"/> values are gone from here.</summary>
    Remove,
    /// <summary><see cref="EventChange.Length"/> values stayed.</summary>
    Retain,
}
