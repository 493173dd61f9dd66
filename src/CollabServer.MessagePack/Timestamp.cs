namespace CollabServer.MessagePack;

/// <summary>Figures of the timestamp extension: seconds since 1970-01-01T00:00:00Z and nanoseconds that are always added, also to negative seconds.</summary>
internal static class Timestamp
{
    /// <summary>The 8-byte form packs 30 bits of nanoseconds above 34 bits of seconds.</summary>
    public const int SecondsBits = 34;

    public const ulong SecondsMask = (1UL << SecondsBits) - 1;

    public const uint MaximumNanoseconds = 999_999_999;

    /// <summary>0001-01-01T00:00:00Z.</summary>
    public const long MinimumSeconds = -62_135_596_800;

    /// <summary>9999-12-31T23:59:59Z.</summary>
    public const long MaximumSeconds = 253_402_300_799;
}
