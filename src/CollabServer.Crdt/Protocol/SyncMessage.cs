namespace CollabServer.Crdt.Protocol;

/// <summary>A message about the document itself. A second number says which.</summary>
public abstract record SyncMessage : BaseMessage
{
    /// <summary>The first number.</summary>
    public const long BaseIdentifier = 0;
}
