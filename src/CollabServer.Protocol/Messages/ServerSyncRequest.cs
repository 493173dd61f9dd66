namespace CollabServer.Protocol.Messages;

/// <summary>The server's state vector: the client answers with what the server lacks. Yjs: sync step 1.</summary>
public sealed record ServerSyncRequest(ReadOnlyMemory<byte> StateVector) : ServerMessage;
