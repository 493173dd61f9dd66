namespace CollabServer.Crdt.Protocol;

/// <summary>The server refuses the client.</summary>
/// <param name="Reason">Why, for people.</param>
public record AuthErrorMessage(string Reason) : BaseMessage
{
    /// <summary>The number of messages about permission.</summary>
    public const long Identifier = 2;
}
