namespace CollabServer.Protocol.Messages;

/// <summary>Something was refused: the name of a close code (<see cref="CloseCodeName"/>), a sentence for people, and the update it is about, if any.</summary>
public sealed record Error(string Code, string Message, ulong? Ref) : ServerMessage;
