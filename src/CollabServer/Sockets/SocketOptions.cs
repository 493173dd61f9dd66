using CollabServer.Documents;

namespace CollabServer.Sockets;

/// <summary>How sockets are kept. Section <c>Sockets</c> of the configuration.</summary>
public sealed class SocketOptions
{
    public const string Section = "Sockets";

    /// <summary>How often a silent peer is pinged (WebSocket ping). Default 20 s.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a ping may stay unanswered before the socket is dropped. Default 20 s.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long 64 KiB may take to leave for a peer that does not read, and all that waits when the socket is being closed. Default 10 s.</summary>
    [DurationRange("00:00:01", "00:10:00")]
    public TimeSpan SendDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a message may take from its first to its last fragment. Default 30 s.</summary>
    [DurationRange("00:00:01", "00:10:00")]
    public TimeSpan MessageDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the peer may take to answer a close frame. Default 5 s.</summary>
    [DurationRange("00:00:00.1", "00:01:00")]
    public TimeSpan CloseDeadline { get; set; } = TimeSpan.FromSeconds(5);
}
