namespace CollabServer.Crdt.Document.UndoManagers.Events;

/// <summary>Which stack an <see cref="UndoEvent"/> is about.</summary>
public enum UndoEventKind
{
    /// <summary>The steps that can be undone.</summary>
    Undo = 0,
    /// <summary>The steps that can be redone.</summary>
    Redo = 1,
}
