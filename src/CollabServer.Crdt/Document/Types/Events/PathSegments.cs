using System.Collections;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>
/// The steps of an <see cref="EventPath"/>, put together when somebody looks. Until then events share the chain of places: nobody limits
/// depth, and many types may change far down.
/// </summary>
internal sealed class PathSegments(TypePlace target, int count) : IList<EventPathSegment>
{
    private EventPathSegment[]? _segments;

    public int Count => count;

    public bool IsReadOnly => true;

    private EventPathSegment[] Segments => _segments ??= Read();

    public EventPathSegment this[int index]
    {
        get => Segments[index];
        set => throw new NotSupportedException();
    }

    public IEnumerator<EventPathSegment> GetEnumerator() => ((IEnumerable<EventPathSegment>)Segments).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Contains(EventPathSegment item) => Segments.Contains(item);

    public int IndexOf(EventPathSegment item) => System.Array.IndexOf(Segments, item);

    public void CopyTo(EventPathSegment[] array, int arrayIndex) => Segments.CopyTo(array, arrayIndex);

    public void Add(EventPathSegment item) => throw new NotSupportedException();

    public void Clear() => throw new NotSupportedException();

    public void Insert(int index, EventPathSegment item) => throw new NotSupportedException();

    public bool Remove(EventPathSegment item) => throw new NotSupportedException();

    public void RemoveAt(int index) => throw new NotSupportedException();

    private EventPathSegment[] Read()
    {
        var segments = new EventPathSegment[count];
        var place = target;
        for (var i = count - 1; i >= 0; i--)
        {
            segments[i] = place.Segment!;
            place = place.Parent!;
        }

        return segments;
    }
}
