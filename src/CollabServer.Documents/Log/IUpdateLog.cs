namespace CollabServer.Documents.Log;

/// <summary>
/// The append-only log of all documents. Sequence numbers are contiguous per document, start at 1 and are assigned inside the
/// transaction that makes the rows durable. Thread-safe.
/// </summary>
public interface IUpdateLog
{
    /// <summary>
    /// Appends batches of any number of documents in one transaction (group commit): when the call returns all of them are durable, when
    /// it throws a <see cref="LogWriteException"/> none is, unless its outcome says otherwise. A document is created by its first
    /// append. At most one batch per document in a call. Results are in the order of <paramref name="batches"/>.
    /// </summary>
    /// <exception cref="LogWriteException">The store failed; says whether the rows may be there all the same.</exception>
    Task<IReadOnlyList<AppendedBatch>> AppendAsync(IReadOnlyList<AppendBatch> batches, CancellationToken ct);

    /// <summary>The updates with <c>afterSeq &lt; seq ≤ throughSeq</c> in order. Nothing when the document does not exist.</summary>
    /// <exception cref="CorruptLogException">A row does not match its checksum, or a sequence number is missing.</exception>
    IAsyncEnumerable<LoggedUpdate> ReadAsync(DocumentName document, long afterSeq, long throughSeq, CancellationToken ct);
}
