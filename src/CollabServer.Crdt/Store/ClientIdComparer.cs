namespace CollabServer.Crdt.Store;

/// <summary>
/// For tables by client id. Peers choose the ids, and .NET hashes integers as they are: 60,000 that collide, half a megabyte of state vector or
/// deletions, would take minutes. This hash is keyed per process, as in <see cref="IdIndex"/>.
/// </summary>
internal sealed class ClientIdComparer : IEqualityComparer<ulong>
{
    public static ClientIdComparer Instance { get; } = new();

    public bool Equals(ulong x, ulong y) => x == y;

    public int GetHashCode(ulong id) => (int)(IdIndex.Mix(id) >> 33);
}
