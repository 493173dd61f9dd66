namespace CollabServer.Crdt.Document.Restore;

/// <summary>
/// A step back as updates, ready to be sent or stored: one that makes the visible content what it was, and one that takes that back. Both are
/// ordinary edits of a new client id, so they merge with whatever others do meanwhile.
/// </summary>
public sealed class RestoreUpdate
{
    internal RestoreUpdate(byte[] update, byte[] inverse, bool changesNothing)
    {
        Update = update;
        Inverse = inverse;
        ChangesNothing = changesNothing;
    }

    /// <summary>Makes the visible content of every root that was included what it was at the earlier moment.</summary>
    public byte[] Update { get; }

    /// <summary>
    /// Behind <see cref="Update"/>, makes the visible content what it was before that. On its own it waits for <see cref="Update"/>. What had been
    /// taken away comes back as a copy with new ids, as everything does in a CRDT.
    /// </summary>
    public byte[] Inverse { get; }

    /// <summary>The content is what it was: both updates are empty.</summary>
    public bool ChangesNothing { get; }
}
