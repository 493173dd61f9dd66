namespace CollabServer.Crdt.Protocol;

/// <summary>Who is present, and how: cursors, names, colours.</summary>
/// <param name="Clients">Those whose presence changed, or everybody's.</param>
public record AwarenessMessage(params AwarenessInformation[] Clients) : BaseMessage
{
    /// <summary>The number of the message.</summary>
    public const long Identifier = 1;
}
