using CollabServer.Crdt.Document.Types.XmlFragments;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The children of an XML fragment changed; for an element see <see cref="XmlElementEvent"/>.</summary>
public class XmlFragmentEvent
{
    internal XmlFragmentEvent(XmlFragment target, EventPath path, EventChanges delta)
    {
        Target = target;
        Path = path;
        Delta = delta;
    }

    public EventChanges Delta { get; }

    public EventPath Path { get; }

    public XmlFragment Target { get; }
}
