namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>One step down: by key or by index.</summary>
public sealed class EventPathSegment
{
    internal EventPathSegment(string key)
    {
        Tag = EventPathSegmentTag.Key;
        Key = key;
    }

    internal EventPathSegment(uint index)
    {
        Tag = EventPathSegmentTag.Index;
        Index = index;
    }

    public EventPathSegmentTag Tag { get; }

    public string? Key { get; }

    public uint? Index { get; }
}
