namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>Which stack an <see cref="UndoEvent"/> is about.</summary>
public enum UndoEventKind
{
    Undo = 0,
    Redo = 1,
}
