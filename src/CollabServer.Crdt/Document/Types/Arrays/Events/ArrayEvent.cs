using CollabServer.Crdt.Document.Types.Events;

namespace CollabServer.Crdt.Document.Types.Arrays.Events;

/// <summary>An array changed.</summary>
public sealed class ArrayEvent
{
    internal ArrayEvent(Array target, EventPath path, EventChanges delta)
    {
        Target = target;
        Path = path;
        Delta = delta;
    }

    /// <summary>The change, step by step.</summary>
    public EventChanges Delta { get; }

    /// <summary>The way down from the observed type to <see cref="Target"/>; empty for an observer of the type itself.</summary>
    public EventPath Path { get; }

    /// <summary>The array that changed.</summary>
    public Array Target { get; }
}
