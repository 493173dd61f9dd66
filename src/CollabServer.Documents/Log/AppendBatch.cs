namespace CollabServer.Documents.Log;

/// <summary>The next updates of one document, in the order in which they must be numbered.</summary>
/// <param name="BatchId">
/// Identifies this batch for ever. Appending it again stores nothing and answers as the first time, so that a writer that did
/// not hear the outcome of a commit can simply try again.
/// </param>
/// <param name="Generation">The generation to give the document if this append creates it.</param>
/// <param name="KnownSeq">
/// A sequence number that was in the log before this batch was first tried (0: none known): a repeated batch is looked for above it.
/// </param>
/// <param name="Updates">At least one.</param>
public sealed record AppendBatch(DocumentName Document, Guid BatchId, Guid Generation, long KnownSeq, IReadOnlyList<NewUpdate> Updates);
