namespace CollabServer.Crdt.Protocol;

/// <summary>A message about the document whose second number means nothing here. Its body was not read.</summary>
/// <param name="Identifier">The second number.</param>
public record UnknownSyncMessage(ulong Identifier) : SyncMessage;
