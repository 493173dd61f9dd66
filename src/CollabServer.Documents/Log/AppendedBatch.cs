namespace CollabServer.Documents.Log;

/// <summary>A batch that is durable: its updates have the sequence numbers <c>FirstSeq … LastSeq</c>, without a gap.</summary>
/// <param name="Generation">The generation the document has in the store, which differs from the proposed one if somebody else created it first.</param>
public sealed record AppendedBatch(Guid BatchId, Guid Generation, long FirstSeq, long LastSeq);
