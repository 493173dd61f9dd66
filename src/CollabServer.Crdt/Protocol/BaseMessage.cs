namespace CollabServer.Crdt.Protocol;

/// <summary>A message of the y-websocket protocol: a number that says what it is, then its body.</summary>
public abstract record BaseMessage;
