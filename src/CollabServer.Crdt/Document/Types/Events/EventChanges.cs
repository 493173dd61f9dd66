using System.Collections.ObjectModel;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>How a list changed, from its beginning to the last change; what follows stayed.</summary>
public sealed class EventChanges : ReadOnlyCollection<EventChange>
{
    internal EventChanges(IList<EventChange> steps)
        : base(steps)
    {
    }
}
