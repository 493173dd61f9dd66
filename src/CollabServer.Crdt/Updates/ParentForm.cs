namespace CollabServer.Crdt.Updates;

/// <summary>How a decoded struct names its parent.</summary>
internal enum ParentForm : byte
{
    /// <summary>Not at all: it is that of its neighbours.</summary>
    OfNeighbours,
    Root,

    /// <summary>By the id of the item that holds it, kept in the fields of the origin.</summary>
    Item,
}
