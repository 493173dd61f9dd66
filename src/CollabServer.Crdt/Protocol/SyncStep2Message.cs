namespace CollabServer.Crdt.Protocol;

/// <summary>"This is what you lack": the answer to a <see cref="SyncStep1Message"/>.</summary>
/// <param name="Update">An update in the first encoding; see <see cref="Document.Transactions.Transaction.StateDiffV1"/>.</param>
public record SyncStep2Message(byte[] Update) : SyncMessage
{
    /// <summary>The second number.</summary>
    public const long Identifier = 1;
}
