namespace CollabServer.Protocol.Messages;

/// <summary>An application message of another session; <c>Value</c> is one MessagePack object.</summary>
public sealed record ServerApplicationMessage(string Channel, ReadOnlyMemory<byte> Value) : ServerMessage;
