namespace CollabServer.Documents.Sessions;

/// <summary>One visit of one client to one document: from joining until its socket goes.</summary>
public readonly record struct SessionId(Guid Value)
{
    public override string ToString() => Value.ToString("N");
}
