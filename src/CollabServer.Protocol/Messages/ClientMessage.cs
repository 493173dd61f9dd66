namespace CollabServer.Protocol.Messages;

/// <summary>What a client can say, whatever dialect it speaks. A closed set: dialects decode frames into these and nothing else.</summary>
public abstract record ClientMessage;
