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

    /// <summary>Which of the two it is.</summary>
    public EventPathSegmentTag Tag { get; }

    /// <summary>The key in a map or the attribute, null for an index.</summary>
    public string? Key { get; }

    /// <summary>The index among what is visible after the transaction, null for a key. Text before it counts in UTF-16 code units.</summary>
    public uint? Index { get; }
}
