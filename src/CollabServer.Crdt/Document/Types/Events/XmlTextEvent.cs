using CollabServer.Crdt.Document.Types.XmlTexts;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>A text in XML changed.</summary>
public sealed class XmlTextEvent
{
    internal XmlTextEvent(XmlText target, EventPath path, EventDeltas delta, EventKeys keys)
    {
        Target = target;
        Path = path;
        Delta = delta;
        Keys = keys;
    }

    public EventDeltas Delta { get; }

    public EventKeys Keys { get; }

    public EventPath Path { get; }

    public XmlText Target { get; }
}
