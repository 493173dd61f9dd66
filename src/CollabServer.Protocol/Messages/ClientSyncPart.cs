namespace CollabServer.Protocol.Messages;

/// <summary>A slice of one large update: part <c>Part</c> (from 0) of <c>Parts</c>. The joined bytes are one V1 update, acknowledged as <c>Ref</c>.</summary>
public sealed record ClientSyncPart(ReadOnlyMemory<byte> Bytes, int Part, int Parts, ulong Ref) : ClientMessage;
