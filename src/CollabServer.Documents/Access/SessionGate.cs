using CollabServer.Documents.Sessions;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Access;

/// <summary>Names the operation of every message of every dialect and asks the policy. A message without a name here is denied.</summary>
internal sealed class SessionGate(IAccessPolicy policy, DocumentName document)
{
    public bool Allows(DocumentSession session, ClientMessage message) => Allows(session, OperationOf(message));

    public bool Allows(DocumentSession session, DocumentOperation operation) =>
        operation != DocumentOperation.None && policy.Authorize(session.Info.Principal, document, operation);

    private static DocumentOperation OperationOf(ClientMessage message) => message switch
    {
        Hello or SyncRequest or TokenRefresh or ClientPing or ClientPong => DocumentOperation.Read,
        ClientUpdate or ClientSyncPart => DocumentOperation.Write,
        ClientAwareness or AwarenessRequest => DocumentOperation.Presence,
        ClientApplicationMessage => DocumentOperation.Message,
        _ => DocumentOperation.None,
    };
}
