namespace CollabServer.Documents.Log.Writing;

/// <summary>Updates of one document on their way to the log.</summary>
/// <param name="Through">The document's own count of the last of them, handed back when they are durable.</param>
/// <param name="Receiver">Is told what became of them.</param>
internal sealed record PendingAppend(
    DocumentName Document, Guid Generation, long KnownSeq, long Through, IReadOnlyList<NewUpdate> Updates, IAppendReceiver Receiver)
{
    public long Bytes { get; } = Updates.Sum(update => (long)update.Update.Length);
}
