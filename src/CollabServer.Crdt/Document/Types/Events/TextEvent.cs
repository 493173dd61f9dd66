using CollabServer.Crdt.Document.Types.Texts;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>A text changed.</summary>
public sealed class TextEvent
{
    internal TextEvent(Text target, EventPath path, EventDeltas delta, EventKeys keys)
    {
        Target = target;
        Path = path;
        Delta = delta;
        Keys = keys;
    }

    public EventDeltas Delta { get; }

    /// <summary>Attributes of the text as a whole, which Yjs allows and YDotNet does not show.</summary>
    public EventKeys Keys { get; }

    public EventPath Path { get; }

    public Text Target { get; }
}
