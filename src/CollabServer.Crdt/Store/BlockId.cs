namespace CollabServer.Crdt.Store;

/// <summary>Names one unit of content: who inserted it, and as the how-manieth.</summary>
internal readonly record struct BlockId(ulong Client, long Clock)
{
    /// <summary>Peers choose both; see <see cref="ClientIdComparer"/>.</summary>
    public override int GetHashCode() => (int)(IdIndex.Mix(IdIndex.Mix(Client) + (ulong)Clock) >> 33);
}
