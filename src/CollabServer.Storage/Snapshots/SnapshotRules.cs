using CollabServer.Documents.Snapshots;

namespace CollabServer.Storage.Snapshots;

/// <summary>What every snapshot has to keep, in either database.</summary>
internal static class SnapshotRules
{
    /// <param name="lastSeq">Where the document's log ends; null when there is no such document.</param>
    /// <exception cref="InvalidOperationException">The log does not reach that far.</exception>
    public static void RequireReached(NewSnapshot snapshot, long? lastSeq)
    {
        if (lastSeq is null || snapshot.Seq < 0 || snapshot.Seq > lastSeq)
        {
            throw new InvalidOperationException(
                $"The log of document \"{snapshot.Document}\" ends at {lastSeq ?? 0} and does not reach {snapshot.Seq}.");
        }
    }
}
