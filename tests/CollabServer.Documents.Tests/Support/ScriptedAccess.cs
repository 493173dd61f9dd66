using CollabServer.Documents.Access;

namespace CollabServer.Documents.Tests.Support;

/// <summary>Allows everybody what it is told to allow.</summary>
internal sealed class ScriptedAccess(params DocumentOperation[] allowed) : IAccessPolicy
{
    public HashSet<DocumentOperation> Allowed { get; } = [.. allowed];

    public bool Authorize(Principal principal, DocumentName document, DocumentOperation operation) => Allowed.Contains(operation);
}
