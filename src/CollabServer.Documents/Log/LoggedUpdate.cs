namespace CollabServer.Documents.Log;

/// <summary>One row of the log, its checksum verified.</summary>
public sealed record LoggedUpdate(long Seq, ReadOnlyMemory<byte> Update, string? Author, ulong ClientId, DateTimeOffset CreatedAt, UpdateOrigin Origin);
