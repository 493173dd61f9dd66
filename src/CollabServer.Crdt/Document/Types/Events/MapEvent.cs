using CollabServer.Crdt.Document.Types.Maps;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>A map changed. It may have no keys: an entry that came and went in one transaction changes nothing.</summary>
public sealed class MapEvent
{
    internal MapEvent(Map target, EventPath path, EventKeys keys)
    {
        Target = target;
        Path = path;
        Keys = keys;
    }

    public EventKeys Keys { get; }

    public EventPath Path { get; }

    public Map Target { get; }
}
