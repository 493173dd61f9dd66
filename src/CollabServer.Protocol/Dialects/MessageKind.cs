namespace CollabServer.Protocol.Dialects;

/// <summary>The first field of a native frame. The same numbers stand in protocol.json.</summary>
public enum MessageKind
{
    Hello = 1,
    Welcome = 2,
    SyncRequest = 3,
    SyncPart = 4,
    Update = 5,
    Ack = 6,
    Awareness = 7,
    AwarenessRequest = 8,
    Message = 9,
    Notice = 10,
    Error = 11,
    Token = 12,
    Ping = 13,
    Pong = 14,
}
