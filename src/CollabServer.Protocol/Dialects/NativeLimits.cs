namespace CollabServer.Protocol.Dialects;

/// <summary>Bounds that hold in every native frame, whatever a session is allowed beyond them.</summary>
public static class NativeLimits
{
    /// <summary>Bytes of an update in one sync-part that the server sends: small enough that pings and progress get through between parts.</summary>
    public const int SyncPartBytes = 64 * 1024;

    /// <summary>A document generation is 128 bits.</summary>
    public const int GenerationBytes = 16;

    public const int MaxTokenBytes = 8 * 1024;

    /// <summary>UTF-16 code units of client name, client version and channel.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The largest integer a JavaScript number holds exactly: client ids and refs end here.</summary>
    public const ulong MaxSafeInteger = (1UL << 53) - 1;
}
