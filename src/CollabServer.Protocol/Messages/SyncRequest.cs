namespace CollabServer.Protocol.Messages;

/// <summary>Asks for everything the given state vector (V1) lacks. Yjs: sync step 1.</summary>
public sealed record SyncRequest(ReadOnlyMemory<byte> StateVector) : ClientMessage;
