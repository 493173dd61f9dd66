using System.Collections.ObjectModel;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The way from the type that is observed down to the one that changed; empty if they are the same.</summary>
public sealed class EventPath : ReadOnlyCollection<EventPathSegment>
{
    internal EventPath(TypePlace target, int count)
        : base(new PathSegments(target, count))
    {
    }
}
