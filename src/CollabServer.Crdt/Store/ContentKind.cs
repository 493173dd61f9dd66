namespace CollabServer.Crdt.Store;

/// <summary>What a block holds. The numbers are the wire's content references.</summary>
internal enum ContentKind : byte
{
    /// <summary>A garbage-collected struct: only a range of clocks, no longer part of any list.</summary>
    Collected = 0,

    /// <summary>A list item whose content is gone.</summary>
    Deleted = 1,

    /// <summary>Legacy: values as JSON texts.</summary>
    Json = 2,
    Binary = 3,
    String = 4,
    Embed = 5,
    Format = 6,
    Type = 7,
    Any = 8,
    Doc = 9,

    /// <summary>Only in updates: a gap.</summary>
    Skip = 10,
}
