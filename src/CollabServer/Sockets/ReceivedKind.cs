namespace CollabServer.Sockets;

internal enum ReceivedKind
{
    Binary,
    Text,

    /// <summary>The client said good-bye.</summary>
    Close,

    /// <summary>The message grew beyond the limit; the rest of it was not read.</summary>
    TooBig,

    /// <summary>The message was begun but not finished within the allowed time.</summary>
    TooSlow,
}
