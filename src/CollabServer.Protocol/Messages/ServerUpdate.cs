namespace CollabServer.Protocol.Messages;

/// <summary>New edits of others, as one V1 update.</summary>
public sealed record ServerUpdate(ReadOnlyMemory<byte> Update) : ServerMessage;
