namespace CollabServer.Protocol.Awareness;

/// <summary>What an awareness update may hold. The defaults suit presence: a name, a colour, a cursor per person.</summary>
public sealed record AwarenessLimits
{
    public static readonly AwarenessLimits Default = new();

    /// <summary>Clients in one update. Default 1,024: a provider that answers for a whole room stays below it.</summary>
    public int MaxEntries { get; init; } = 1024;

    /// <summary>Bytes of one client's state. Default 16 KiB.</summary>
    public int MaxStateBytes { get; init; } = 16 * 1024;

    /// <summary>Arrays and objects open at once inside a state. Default 32.</summary>
    public int MaxStateDepth { get; init; } = 32;
}
