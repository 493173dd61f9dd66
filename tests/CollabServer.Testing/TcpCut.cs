namespace CollabServer.Testing;

/// <summary>Where <see cref="TcpProxy"/> cuts the wire.</summary>
public enum TcpCut
{
    /// <summary>Not now.</summary>
    None,

    /// <summary>The server never sees the request.</summary>
    BeforeRequest,

    /// <summary>The server has answered the request, and the client never hears it.</summary>
    BeforeReply,
}
