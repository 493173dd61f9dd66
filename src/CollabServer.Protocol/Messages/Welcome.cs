namespace CollabServer.Protocol.Messages;

/// <summary>Answer to <see cref="Hello"/>: what this session may do and where the document stands. <c>DurableSeq</c> is the last sequence number in the log.</summary>
public sealed record Welcome(ReadOnlyMemory<byte> Generation, string Permission, string? User, long DurableSeq, SessionLimits Limits, string SessionId) : ServerMessage;
