namespace CollabServer.Crdt.Store;

/// <summary>Low four bits of a block's flags are its <see cref="ContentKind"/>.</summary>
[Flags]
internal enum BlockFlags
{
    None = 0,
    KindMask = 0x0F,
    Deleted = 0x10,

    /// <summary>An undo stack needs the content: not to be garbage-collected.</summary>
    Keep = 0x20,

    /// <summary>Clock or origin clocks need more than 32 bits and are in <see cref="BlockStore"/>'s side table.</summary>
    Wide = 0x40,

    /// <summary>An undo has put a copy elsewhere; its id is in a side table.</summary>
    Redone = 0x80,

    /// <summary>An embed or mark whose value is kept as JSON text; otherwise it is a lib0 "any".</summary>
    JsonForm = 0x100,

    /// <summary>The length is in the content fields, because it needs more than 32 bits (only blocks without content get that long).</summary>
    LongLength = 0x200,
}
