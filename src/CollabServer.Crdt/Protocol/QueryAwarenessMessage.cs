namespace CollabServer.Crdt.Protocol;

/// <summary>Asks for everybody's presence; answered by an <see cref="AwarenessMessage"/>.</summary>
public record QueryAwarenessMessage : BaseMessage
{
    /// <summary>3, as in y-websocket. (YDotNet's is 1, the number of <see cref="AwarenessMessage"/>.)</summary>
    public const long Identifier = 3;
}
