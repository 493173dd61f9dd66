using CollabServer.Storage.Model;

namespace CollabServer.Storage;

/// <summary>How EF Core reaches either database. Thread-safe.</summary>
internal interface ICollabDatabase
{
    Task<T> ReadAsync<T>(Func<CollabDbContext, Task<T>> read, CancellationToken ct);

    /// <summary>Runs <paramref name="write"/> in a transaction and commits it.</summary>
    Task<T> WriteAsync<T>(Func<CollabDbContext, Task<T>> write, CancellationToken ct);
}
