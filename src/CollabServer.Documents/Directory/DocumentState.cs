using CollabServer.Crdt.Updates;

namespace CollabServer.Documents.Directory;

/// <summary>A whole document as one update, pending structs included.</summary>
/// <param name="Seq">The newest log entry contained for certain. Edits that are not in the log yet may be contained as well.</param>
public sealed record DocumentState(ReadOnlyMemory<byte> Update, UpdateEncoding Encoding, long Seq, Guid Generation);
