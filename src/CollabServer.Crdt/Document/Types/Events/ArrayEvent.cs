using Array = CollabServer.Crdt.Document.Types.Arrays.Array;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>An array changed.</summary>
public sealed class ArrayEvent
{
    internal ArrayEvent(Array target, EventPath path, EventChanges delta)
    {
        Target = target;
        Path = path;
        Delta = delta;
    }

    public EventChanges Delta { get; }

    public EventPath Path { get; }

    public Array Target { get; }
}
