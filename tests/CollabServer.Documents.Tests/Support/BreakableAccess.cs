using CollabServer.Documents.Access;

namespace CollabServer.Documents.Tests.Support;

/// <summary>Allows everything until it is told to break the contract, and with it the document that asks.</summary>
internal sealed class BreakableAccess : IAccessPolicy
{
    private volatile bool _breaks;

    public bool Breaks
    {
        get => _breaks;
        set => _breaks = value;
    }

    public bool Authorize(Principal principal, DocumentName document, DocumentOperation operation) =>
        _breaks ? throw new InvalidOperationException("The access policy broke.") : true;
}
