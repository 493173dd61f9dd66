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

    /// <summary>All sockets together are receiving as much as they may; the rest of the message was not read.</summary>
    Overloaded,
}
