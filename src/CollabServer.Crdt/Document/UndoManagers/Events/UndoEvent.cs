namespace CollabServer.Crdt.Document.UndoManagers.Events;

/// <summary>A step was put on a stack or taken from it.</summary>
public sealed class UndoEvent
{
    internal UndoEvent(UndoEventKind kind, byte[]? origin)
    {
        Kind = kind;
        Origin = origin;
    }

    /// <summary>Which stack.</summary>
    public UndoEventKind Kind { get; }

    /// <summary>The origin of the transaction that did it.</summary>
    public byte[]? Origin { get; }
}
