using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Document.Types.XmlFragments.Events;

namespace CollabServer.Crdt.Document.Types.XmlElements.Events;

/// <summary>The children or attributes of an XML element changed.</summary>
public sealed class XmlElementEvent : XmlFragmentEvent
{
    internal XmlElementEvent(XmlElement target, EventPath path, EventChanges delta, EventKeys keys)
        : base(target, path, delta) => Keys = keys;

    /// <summary>The attributes that changed.</summary>
    public EventKeys Keys { get; }

    /// <summary>The element that changed.</summary>
    public new XmlElement Target => (XmlElement)base.Target;
}
