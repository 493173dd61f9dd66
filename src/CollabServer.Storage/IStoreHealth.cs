namespace CollabServer.Storage;

/// <summary>Whether the store can be worked with now. Thread-safe.</summary>
public interface IStoreHealth
{
    /// <summary>Asks the database: reachable, writable, migrated, safe. Never throws for a fault of the store.</summary>
    Task<StoreHealth> CheckAsync(CancellationToken ct);
}
