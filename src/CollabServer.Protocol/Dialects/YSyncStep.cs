namespace CollabServer.Protocol.Dialects;

/// <summary>The second varuint of a sync message (y-protocols/sync.js).</summary>
internal static class YSyncStep
{
    /// <summary>A state vector: please send what I lack.</summary>
    public const byte Step1 = 0;

    /// <summary>The answer to step 1.</summary>
    public const byte Step2 = 1;

    public const byte Update = 2;
}
