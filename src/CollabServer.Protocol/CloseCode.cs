namespace CollabServer.Protocol;

/// <summary>
/// Why the server closes a socket. 44xx: do not retry as you are; 45xx: retry later; the rest as RFC 6455 and the IANA registry
/// define them. The same table is in protocol.json, which the TypeScript client is tested against.
/// </summary>
public enum CloseCode
{
    Normal = 1000,
    GoingAway = 1001,
    TextFrame = 1003,
    MessageTooBig = 1009,
    InternalError = 1011,
    ServiceRestart = 1012,
    DocumentUnavailable = 1013,
    MalformedFrame = 4400,
    Unauthorized = 4401,
    Forbidden = 4403,
    InvalidDocumentName = 4404,
    HelloTimeout = 4408,
    GenerationMismatch = 4409,
    PendingLimit = 4413,
    UnknownMessage = 4415,
    UnexpectedMessage = 4416,
    MalformedUpdate = 4422,
    MalformedAwareness = 4423,
    DocumentLimit = 4427,
    Quarantined = 4428,
    SlowReader = 4508,
    Unresponsive = 4509,
    Overloaded = 4510,
}
