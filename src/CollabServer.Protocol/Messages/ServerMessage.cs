namespace CollabServer.Protocol.Messages;

/// <summary>What the server can say, whatever dialect the receiver speaks. A dialect may have no words for a message and then writes nothing.</summary>
public abstract record ServerMessage;
