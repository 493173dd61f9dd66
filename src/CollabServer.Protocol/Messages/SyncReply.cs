namespace CollabServer.Protocol.Messages;

/// <summary>Everything the requested state vector lacked, as one V1 update. The native dialect cuts it into sync-part frames. Yjs: sync step 2.</summary>
public sealed record SyncReply(ReadOnlyMemory<byte> Update) : ServerMessage;
