namespace CollabServer.Crdt.Store;

/// <summary>A shared type: a root known by name, or the content of an item.</summary>
internal struct TypeRow
{
    /// <summary>The block that holds the type; None for a root.</summary>
    public int Item;

    /// <summary>The list of children. Keyed lists follow from <see cref="FirstKeyed"/>.</summary>
    public int List;
    public int FirstKeyed;
    public int LastKeyed;

    /// <summary>Root name, or tag of an XML element or hook; index in the name table.</summary>
    public int Name;

    /// <summary>Rises when the row is reused for another type, so that a stale handle can be told.</summary>
    public int Generation;
    public TypeKind Kind;
    public bool HasFormatting;
    public bool IsFree;

    /// <summary>Countable, not deleted units among the children.</summary>
    public long Length;

    /// <summary>The public object for this type, once somebody asked for it.</summary>
    public object? Handle;
}
