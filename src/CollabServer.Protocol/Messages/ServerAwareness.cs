namespace CollabServer.Protocol.Messages;

/// <summary>A y-protocols awareness update.</summary>
public sealed record ServerAwareness(ReadOnlyMemory<byte> Update) : ServerMessage;
