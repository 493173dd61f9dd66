namespace CollabServer.Crdt;

/// <summary>
/// What the engine accepts from one update and keeps waiting for one document. Crossing a limit throws
/// <see cref="Updates.MalformedUpdateException"/> with <see cref="Updates.MalformedUpdateReason.LimitExceeded"/> and changes nothing.
/// </summary>
public sealed record UpdateLimits
{
    /// <summary>What <see cref="MaxValueDepth"/> can be at most: a value takes some stack for each level when it is read.</summary>
    public const int GreatestValueDepth = 1024;

    /// <summary>All limits at their defaults.</summary>
    public static UpdateLimits Default { get; } = new();

    /// <summary>For bytes the engine wrote itself: what is in them was within the limits when it came in, though maybe in more bytes.</summary>
    internal static UpdateLimits Stored { get; } = new()
    {
        MaxStructs = int.MaxValue,
        FreeStructs = int.MaxValue,
        MaxRepeatedNameBytes = int.MaxValue,
        MaxValueDepth = GreatestValueDepth,
        MaxPendingBytes = int.MaxValue,
        MaxPendingDeleteRanges = int.MaxValue,
        MaxContentBytes = int.MaxValue,
    };

    /// <summary>
    /// Nesting of plain values (arrays and objects inside one entry), at most <see cref="GreatestValueDepth"/>. Default 256. Shared types may nest without
    /// limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Values that deep cannot be read safely on every thread.</exception>
    public int MaxValueDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, GreatestValueDepth);
            field = value;
        }
    } = 256;

    /// <summary>Structs in one update. Default 10 million.</summary>
    public int MaxStructs { get; init; } = 10_000_000;

    /// <summary>
    /// Structs that one update of any size may hold; above it <see cref="MaxStructsPerByte"/> counts. Run-length columns of the second encoding
    /// turn 40 bytes into millions of structs; honest updates of some hundred bytes with 100,000 structs exist. Default 200,000.
    /// </summary>
    public int FreeStructs { get; init; } = 200_000;

    /// <summary>Structs per byte of an update that holds more than <see cref="FreeStructs"/>. Default 16.</summary>
    public int MaxStructsPerByte { get; init; } = 16;

    /// <summary>
    /// Bytes of names that one update in the second encoding may refer to instead of writing them again: tags of elements and keys of marks. Each
    /// reference takes no room there, but that of the whole name in a document and in the first encoding: 10 kB could become gigabytes. No
    /// version of Yjs 13 writes such references. Default 1 MiB.
    /// </summary>
    public int MaxRepeatedNameBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of structs that wait for missing ones, per document. Default 16 MiB.</summary>
    public int MaxPendingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Ranges of deletions that wait for the structs they delete, per document. Default 200,000.</summary>
    public int MaxPendingDeleteRanges { get; init; } = 200_000;

    /// <summary>
    /// Bytes of content that a document holds in memory, without what was deleted and collected. Default 1 GiB: contents are moved when they grow,
    /// and one array of .NET holds no more than twice that.
    /// </summary>
    public int MaxContentBytes { get; init; } = 1024 * 1024 * 1024;
}
