namespace CollabServer.Crdt.Store;

/// <summary>
/// A sequence of items: the children of a type, or the values one of its keys has had. The value of a key is the last one of its list.
/// </summary>
internal struct ListRow
{
    public int Type;

    /// <summary>Index in the name table, or None for the children.</summary>
    public int Key;
    public int Head;
    public int Tail;

    /// <summary>The next key of the same type, in the order the keys were first used.</summary>
    public int NextKeyed;

    /// <summary>The transaction in which the list changed last; keeps it from being noted twice.</summary>
    public int ChangedIn;

    /// <summary>Rises with every insertion and deletion, so that a remembered position can tell that it is stale.</summary>
    public int Edits;
}
