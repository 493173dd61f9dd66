using CollabServer.Crdt.Document.Types.Events;

namespace CollabServer.Crdt.Document.Types.Texts.Events;

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

    /// <summary>The change of its text, step by step.</summary>
    public EventDeltas Delta { get; }

    /// <summary>Attributes of the text as a whole, which Yjs allows and YDotNet does not show.</summary>
    public EventKeys Keys { get; }

    /// <summary>The way down from the observed type to <see cref="Target"/>; empty for an observer of the type itself.</summary>
    public EventPath Path { get; }

    /// <summary>The text that changed.</summary>
    public Text Target { get; }
}
