using CollabServer.Crdt.Document;
using CollabServer.Documents.Catalog;

namespace CollabServer.Documents.Loading;

/// <summary>A document as it was found in the store, or the beginning of one that was never written.</summary>
/// <param name="Generation">As stored, or proposed for a document that was never written.</param>
/// <param name="DurableSeq">The newest log entry; 0 when it was never written.</param>
/// <param name="SnapshotSeq">The entry up to which a snapshot was used; 0 when none was.</param>
/// <param name="BytesSinceSnapshot">Of the entries after it.</param>
/// <param name="Bytes">Of the snapshot and these entries together.</param>
internal sealed record LoadedDocument(
    DocumentName Name, Doc Doc, Guid Generation, long DurableSeq, long SnapshotSeq, long BytesSinceSnapshot, long Bytes)
{
    /// <summary>Set when the document is damaged: it may be read, as far as it could be, and not changed.</summary>
    public DocumentQuarantine? Quarantine { get; init; }
}
