namespace CollabServer.Documents.Access;

/// <summary>
/// The one gate in front of every document. Asked for every single message, so it must answer from memory; what it does not
/// recognise it denies. Thread-safe, and the same answer for the same arguments until permissions really change.
/// </summary>
public interface IAccessPolicy
{
    bool Authorize(Principal principal, DocumentName document, DocumentOperation operation);
}
