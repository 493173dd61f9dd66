namespace CollabServer.Crdt.Document.StickyIndexes;

/// <summary>Which neighbour a position stays with when something is inserted right there.</summary>
public enum StickyAssociationType : sbyte
{
    /// <summary>The unit behind the position.</summary>
    After = 0,

    /// <summary>The unit before the position.</summary>
    Before = -1,
}
