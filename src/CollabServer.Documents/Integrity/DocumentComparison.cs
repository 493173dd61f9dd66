using CollabServer.Crdt.Document;

namespace CollabServer.Documents.Integrity;

/// <summary>Whether two documents are the same: whose edits they hold, what was deleted, what waits, and what a reader sees.</summary>
internal static class DocumentComparison
{
    public static bool AreSame(Doc one, Doc other)
    {
        using var left = one.ReadTransaction();
        using var right = other.ReadTransaction();
        return left.HasPending == right.HasPending && left.Snapshot().AsSpan().SequenceEqual(right.Snapshot()) && left.ShowsSameAs(right);
    }
}
