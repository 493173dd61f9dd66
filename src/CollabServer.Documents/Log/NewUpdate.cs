namespace CollabServer.Documents.Log;

/// <summary>An update that was applied to a document and is to be written to its log.</summary>
/// <param name="Update">The V1 update.</param>
/// <param name="Author">The authenticated user, or null when access is open. No U+0000 and no unpaired surrogate: a store refuses them.</param>
/// <param name="ClientId">The Yjs client id the session announced; 0 when unknown.</param>
/// <param name="AcceptedAt">When the actor accepted it. Kept to the microsecond, as UTC.</param>
public sealed record NewUpdate(ReadOnlyMemory<byte> Update, string? Author, ulong ClientId, DateTimeOffset AcceptedAt, UpdateOrigin Origin)
{
    /// <summary>
    /// Memory that an update takes beside its bytes while it waits for the log: objects that hold it, its places in queues, its acknowledgement. What is
    /// typed is a fraction of that, so a backlog that counted bytes alone would take ten times the memory it is allowed.
    /// </summary>
    internal const long Overhead = 256;
}
