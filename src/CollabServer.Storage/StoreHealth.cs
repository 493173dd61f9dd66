namespace CollabServer.Storage;

/// <summary>The outcome of a probe.</summary>
/// <param name="Fault">Why the store is not ready, in a sentence for operators; null when it is.</param>
/// <param name="Refused">Whether waiting is in vain: somebody has to change the database or its settings.</param>
public sealed record StoreHealth(string? Fault, bool Refused)
{
    public bool Ready => Fault is null;
}
