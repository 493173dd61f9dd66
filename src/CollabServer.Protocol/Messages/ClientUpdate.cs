namespace CollabServer.Protocol.Messages;

/// <summary>A V1 update. <c>Ref</c> is the client's own rising number for it, echoed in acknowledgements; 0 when the dialect has none.</summary>
public sealed record ClientUpdate(ulong Ref, ReadOnlyMemory<byte> Update) : ClientMessage;
