namespace CollabServer.LoadTool.Sockets;

/// <summary>A WebSocket message or control frame as it left the reader.</summary>
internal readonly record struct ReceivedFrame(byte Opcode, ReadOnlyMemory<byte> Payload);
