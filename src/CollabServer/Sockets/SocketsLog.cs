namespace CollabServer.Sockets;

/// <summary>Events of sockets: 3000–3099.</summary>
internal static partial class SocketsLog
{
    [LoggerMessage(3000, LogLevel.Warning, "A client could not join: {Reason}")]
    public static partial void JoinRefused(ILogger logger, string reason);

    [LoggerMessage(3001, LogLevel.Warning, "A large message was refused: all sockets together are receiving as much as Limits:MaxReceivingBytes allows.")]
    public static partial void ReceivingTooMuch(ILogger logger);
}
