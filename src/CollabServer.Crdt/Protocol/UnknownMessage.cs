namespace CollabServer.Crdt.Protocol;

/// <summary>A message whose number means nothing here. Its body was not read.</summary>
/// <param name="Identifier">The number.</param>
public record UnknownMessage(ulong Identifier) : BaseMessage;
