namespace CollabServer.Sockets;

/// <summary>One complete WebSocket message, or why there is none.</summary>
internal readonly record struct ReceivedFrame(ReceivedKind Kind, ReadOnlyMemory<byte> Bytes);
