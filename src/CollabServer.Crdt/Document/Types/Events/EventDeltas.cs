using System.Collections.ObjectModel;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>How a text changed, from its beginning to the last change; what follows stayed.</summary>
public sealed class EventDeltas : ReadOnlyCollection<EventDelta>
{
    internal EventDeltas(IList<EventDelta> steps)
        : base(steps)
    {
    }
}
