namespace CollabServer.Protocol.Messages;

/// <summary>The first message of a native session. <c>Generation</c> is the 16 bytes of the document generation the client's copy belongs to, if it has one.</summary>
public sealed record Hello(string? Token, ReadOnlyMemory<byte>? Generation, ulong ClientId, string ClientName, string ClientVersion) : ClientMessage;
