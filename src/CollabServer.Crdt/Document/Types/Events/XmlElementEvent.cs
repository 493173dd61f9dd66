using CollabServer.Crdt.Document.Types.XmlElements;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>The children or attributes of an XML element changed.</summary>
public sealed class XmlElementEvent : XmlFragmentEvent
{
    internal XmlElementEvent(XmlElement target, EventPath path, EventChanges delta, EventKeys keys)
        : base(target, path, delta) => Keys = keys;

    public EventKeys Keys { get; }

    public new XmlElement Target => (XmlElement)base.Target;
}
