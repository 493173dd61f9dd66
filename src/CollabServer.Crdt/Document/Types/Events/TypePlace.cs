namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>Where a type was when a transaction ended.</summary>
internal sealed class TypePlace
{
    public TypePlace(int type, TypePlace? parent, TypeHandlers? handlers, EventPathSegment? segment)
    {
        Type = type;
        Parent = parent;
        Handlers = handlers;
        Segment = segment;
        Depth = parent is null ? 0 : parent.Depth + 1;
        Observed = handlers is { Deep.Any: true } ? this : parent?.Observed;
    }

    public int Type { get; }

    public TypePlace? Parent { get; }

    public int Depth { get; }

    public TypeHandlers? Handlers { get; }

    /// <summary>The step from the parent to here; only if somebody above looks down this far.</summary>
    public EventPathSegment? Segment { get; }

    /// <summary>The nearest place, here or above, from where somebody looks down.</summary>
    public TypePlace? Observed { get; }
}
