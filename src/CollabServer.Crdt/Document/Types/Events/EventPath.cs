using System.Collections;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The way from the type that is observed down to the one that changed; empty if they are the same.</summary>
public sealed class EventPath : IReadOnlyList<EventPathSegment>
{
    private readonly TypePlace _target;
    private EventPathSegment[]? _segments;

    /// <summary>Events share the chain of places: nobody limits depth, and many types may change far down.</summary>
    internal EventPath(TypePlace target, int count)
    {
        _target = target;
        Count = count;
    }

    public int Count { get; }

    public EventPathSegment this[int index] => Segments[index];

    private EventPathSegment[] Segments => _segments ??= Read();

    public IEnumerator<EventPathSegment> GetEnumerator() => ((IEnumerable<EventPathSegment>)Segments).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private EventPathSegment[] Read()
    {
        var segments = new EventPathSegment[Count];
        var place = _target;
        for (var i = Count - 1; i >= 0; i--)
        {
            segments[i] = place.Segment!;
            place = place.Parent!;
        }

        return segments;
    }
}
