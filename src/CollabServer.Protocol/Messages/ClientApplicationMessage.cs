namespace CollabServer.Protocol.Messages;

/// <summary>An application's own message to everybody else in the document. <c>Value</c> is one MessagePack object, passed on untouched.</summary>
public sealed record ClientApplicationMessage(string Channel, ReadOnlyMemory<byte> Value) : ClientMessage;
