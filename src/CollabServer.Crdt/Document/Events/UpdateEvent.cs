namespace CollabServer.Crdt.Document.Events;

/// <summary>A transaction changed the document; <see cref="Update"/> is what peers need to follow.</summary>
public sealed class UpdateEvent
{
    internal UpdateEvent(byte[] update, byte[]? origin)
    {
        Update = update;
        Origin = origin;
    }

    /// <summary>The change, in the encoding that was subscribed to. Every subscriber gets the same array.</summary>
    public byte[] Update { get; }

    /// <summary>What the transaction was opened with.</summary>
    public byte[]? Origin { get; }
}
