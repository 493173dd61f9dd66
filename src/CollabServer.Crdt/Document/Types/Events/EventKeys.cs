using System.Collections.ObjectModel;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The keys of a map, or attributes of an element or text, that changed.</summary>
public sealed class EventKeys : ReadOnlyCollection<EventKeyChange>
{
    internal EventKeys(IList<EventKeyChange> keys)
        : base(keys)
    {
    }
}
