namespace CollabServer.Crdt.Updates;

/// <summary>What applying an update did.</summary>
[Flags]
public enum UpdateEffect
{
    /// <summary>Everything in it was known, or waiting, already.</summary>
    None = 0,

    /// <summary>The document changed.</summary>
    Integrated = 1,

    /// <summary>Part of it waits for missing dependencies and is kept.</summary>
    Pending = 2,

    /// <summary>
    /// It held something Yjs never writes (trailing bytes, zero-length structs, two blocks of one client, …). Rebroadcast
    /// <see cref="UpdateBlob.Normalize(ReadOnlySpan{byte}, UpdateEncoding)"/> of it rather than the raw bytes.
    /// </summary>
    NotCanonical = 4,
}
