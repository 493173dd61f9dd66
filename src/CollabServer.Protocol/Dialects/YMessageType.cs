namespace CollabServer.Protocol.Dialects;

/// <summary>The first varuint of a y-protocols message, as y-websocket numbers them.</summary>
internal static class YMessageType
{
    public const byte Sync = 0;
    public const byte Awareness = 1;
    public const byte Auth = 2;
    public const byte QueryAwareness = 3;
}
