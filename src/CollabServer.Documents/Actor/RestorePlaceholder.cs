using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Transactions;

namespace CollabServer.Documents.Actor;

internal static class RestorePlaceholder
{
    public static void RestoreTo(this Transaction transaction, Doc target) => throw new NotSupportedException();
}
