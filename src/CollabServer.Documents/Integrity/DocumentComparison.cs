using System.Buffers;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Json;

namespace CollabServer.Documents.Integrity;

/// <summary>Whether two documents are the same: whose edits they hold, what was deleted, what waits, and what a reader sees.</summary>
internal static class DocumentComparison
{
    public static bool AreSame(Doc one, Doc other)
    {
        using var left = one.ReadTransaction();
        using var right = other.ReadTransaction();
        if (left.HasPending != right.HasPending || !left.Snapshot().AsSpan().SequenceEqual(right.Snapshot()))
        {
            return false;
        }

        var (shown, expected) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        DocumentJson.Write(left, shown);
        DocumentJson.Write(right, expected);
        return shown.WrittenSpan.SequenceEqual(expected.WrittenSpan);
    }
}
