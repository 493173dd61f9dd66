namespace CollabServer.Protocol.Messages;

/// <summary>Asks for the presence of everybody in the document. y-protocols: queryAwareness.</summary>
public sealed record AwarenessRequest() : ClientMessage;
