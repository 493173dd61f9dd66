using CollabServer.Documents;
using CollabServer.Storage.Model;
using Microsoft.EntityFrameworkCore;

namespace CollabServer.Storage.Log;

/// <summary>The lock that appends take, for those who change what is stored: appends and others like it wait until the transaction ends.</summary>
internal static class HeadLock
{
    /// <returns>The head, as it is now that nobody else changes it; null when the document does not exist.</returns>
    public static async Task<Document?> TakeAsync(CollabDbContext context, DocumentName document, CancellationToken ct)
    {
        // Writing a value back is the one way to lock a row that both databases understand.
        var id = document.Value;
        var rows = context.Documents.Where(row => row.Id == id);
        return await rows.ExecuteUpdateAsync(row => row.SetProperty(head => head.SnapshotSeq, head => head.SnapshotSeq), ct) == 0
            ? null
            : await rows.AsNoTracking().SingleAsync(ct);
    }
}
