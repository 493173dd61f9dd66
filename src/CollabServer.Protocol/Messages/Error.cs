namespace CollabServer.Protocol.Messages;

/// <summary>Something was refused: a code from protocol.json and a sentence for people.</summary>
public sealed record Error(string Code, string Message, ulong? Ref) : ServerMessage;
