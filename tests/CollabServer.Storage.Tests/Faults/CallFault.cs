namespace CollabServer.Storage.Tests.Faults;

/// <summary>What happens to one call to a store.</summary>
public enum CallFault
{
    /// <summary>It fails before anything is done.</summary>
    Throws,

    /// <summary>Everything is done and durable, and the answer is lost.</summary>
    ThrowsAfterwards,

    /// <summary>It is cancelled, though nobody asked for that.</summary>
    IsCancelled,

    /// <summary>It takes longer than its caller waits.</summary>
    Stalls,
}
