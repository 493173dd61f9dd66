using CollabServer.Crdt.Document;

namespace CollabServer.Documents.Loading;

/// <summary>A document put together from a snapshot and the log entries after it.</summary>
/// <param name="SnapshotSeq">The entry up to which a snapshot was used; 0 when none was.</param>
internal sealed record StoredState(Doc Doc, long Seq, long SnapshotSeq, long BytesSinceSnapshot, long Bytes);
