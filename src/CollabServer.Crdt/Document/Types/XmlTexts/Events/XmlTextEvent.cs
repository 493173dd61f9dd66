using CollabServer.Crdt.Document.Types.Events;

namespace CollabServer.Crdt.Document.Types.XmlTexts.Events;

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

    /// <summary>The change of its text, step by step.</summary>
    public EventDeltas Delta { get; }

    /// <summary>The attributes of the node that changed; not the formatting.</summary>
    public EventKeys Keys { get; }

    /// <summary>The way down from the observed type to <see cref="Target"/>; empty for an observer of the type itself.</summary>
    public EventPath Path { get; }

    /// <summary>The text that changed.</summary>
    public XmlText Target { get; }
}
