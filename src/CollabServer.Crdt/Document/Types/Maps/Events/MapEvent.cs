using CollabServer.Crdt.Document.Types.Events;

namespace CollabServer.Crdt.Document.Types.Maps.Events;

/// <summary>A map changed. It may have no keys: an entry that came and went in one transaction changes nothing.</summary>
public sealed class MapEvent
{
    internal MapEvent(Map target, EventPath path, EventKeys keys)
    {
        Target = target;
        Path = path;
        Keys = keys;
    }

    /// <summary>The keys that changed.</summary>
    public EventKeys Keys { get; }

    /// <summary>The way down from the observed type to <see cref="Target"/>; empty for an observer of the type itself.</summary>
    public EventPath Path { get; }

    /// <summary>The map that changed.</summary>
    public Map Target { get; }
}
