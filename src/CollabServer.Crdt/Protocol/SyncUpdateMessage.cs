namespace CollabServer.Crdt.Protocol;

/// <summary>"This has changed".</summary>
/// <param name="Update">An update in the first encoding; see <see cref="Document.Doc.ObserveUpdatesV1"/>.</param>
public record SyncUpdateMessage(byte[] Update) : SyncMessage
{
    /// <summary>The second number.</summary>
    public const long Identifier = 2;
}
