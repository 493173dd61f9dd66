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
    /// Other writers of the same documents, in this process or another, are waited for.
    /// </summary>
    /// <exception cref="LogWriteException">
    /// The store failed; says whether the rows may be there all the same. When the outcome is <see cref="WriteOutcome.Deterministic"/>,
    /// one batch may be at fault and the others welcome: append them in separate calls to find out.
    /// </exception>
    /// <exception cref="OperationCanceledException">Nothing was written: cancellation is not looked at once the commit is under way.</exception>
    /// <exception cref="ArgumentException">Two batches of one document, or a batch without updates.</exception>
    Task<IReadOnlyList<AppendedBatch>> AppendAsync(IReadOnlyList<AppendBatch> batches, CancellationToken ct);

    /// <summary>
    /// The updates with <c>afterSeq &lt; seq ≤ throughSeq</c> in order, up to the newest that was durable when the enumeration began
    /// (everything whose append had returned by then, whoever appended it). Nothing when the document does not exist.
    /// Rows are streamed: a connection stays in use until the enumeration ends.
    /// </summary>
    /// <exception cref="CorruptLogException">A row does not match its checksum, or a sequence number is missing, at the end too.</exception>
    /// <exception cref="ThinnedHistoryException">The range begins with entries that were thinned away.</exception>
    IAsyncEnumerable<LoggedUpdate> ReadAsync(DocumentName document, long afterSeq, long throughSeq, CancellationToken ct);
}
