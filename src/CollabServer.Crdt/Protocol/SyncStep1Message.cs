namespace CollabServer.Crdt.Protocol;

/// <summary>"This is what I have": to be answered by a <see cref="SyncStep2Message"/>.</summary>
/// <param name="StateVector">See <see cref="Document.Transactions.Transaction.StateVectorV1"/>.</param>
public record SyncStep1Message(byte[] StateVector) : SyncMessage
{
    /// <summary>The second number.</summary>
    public const long Identifier = 0;
}
