namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The subscriptions to one type.</summary>
internal sealed class TypeHandlers
{
    /// <summary>To changes of the type itself.</summary>
    public EventHandlers<EventBranch> Own { get; } = new();

    /// <summary>To changes of it and everything inside.</summary>
    public EventHandlers<IEnumerable<EventBranch>> Deep { get; } = new();

    public bool Any => Own.Any || Deep.Any;
}
