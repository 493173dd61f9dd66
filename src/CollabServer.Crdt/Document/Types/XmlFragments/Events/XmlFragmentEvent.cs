using CollabServer.Crdt.Document.Types.Events;

namespace CollabServer.Crdt.Document.Types.XmlFragments.Events;

/// <summary>The children of an XML fragment changed; for an element see <see cref="XmlElements.Events.XmlElementEvent"/>.</summary>
public class XmlFragmentEvent
{
    internal XmlFragmentEvent(XmlFragment target, EventPath path, EventChanges delta)
    {
        Target = target;
        Path = path;
        Delta = delta;
    }

    /// <summary>The change of its children, step by step.</summary>
    public EventChanges Delta { get; }

    /// <summary>The way down from the observed type to <see cref="Target"/>; empty for an observer of the type itself.</summary>
    public EventPath Path { get; }

    /// <summary>The fragment that changed.</summary>
    public XmlFragment Target { get; }
}
