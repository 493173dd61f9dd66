namespace CollabServer.Documents.Access;

/// <summary>Everybody may do everything that has a name.</summary>
public sealed class OpenAccessPolicy : IAccessPolicy
{
    public bool Authorize(Principal principal, DocumentName document, DocumentOperation operation) =>
        operation is DocumentOperation.Read or DocumentOperation.Write or DocumentOperation.Presence
            or DocumentOperation.Message or DocumentOperation.Admin;
}
