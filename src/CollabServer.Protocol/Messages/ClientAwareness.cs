namespace CollabServer.Protocol.Messages;

/// <summary>A y-protocols awareness update.</summary>
public sealed record ClientAwareness(ReadOnlyMemory<byte> Update) : ClientMessage;
