namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The subscriptions to one type.</summary>
internal sealed class TypeHandlers(Action<Exception>? failed)
{
    /// <summary>To changes of the type itself.</summary>
    public EventHandlers<EventBranch> Own { get; } = new(failed);

    /// <summary>To changes of it and everything inside.</summary>
    public EventHandlers<IEnumerable<EventBranch>> Deep { get; } = new(failed);

    public bool Any => Own.Any || Deep.Any;
}
