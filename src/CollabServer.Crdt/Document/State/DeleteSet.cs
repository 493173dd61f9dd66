using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.State;

/// <summary>Deleted clocks per client, ascending and joined.</summary>
public sealed class DeleteSet
{
    internal DeleteSet(IReadOnlyDictionary<ulong, ClockRange[]> clocks) => Clocks = clocks;

    /// <summary>
    /// Ranges by client id in YDotNet's 32 bits. The format allows 53: see <see cref="Clocks"/>.
    /// </summary>
    /// <exception cref="OverflowException">A clock is above 2^32 - 1.</exception>
    public IReadOnlyDictionary<ulong, IdRange[]> Ranges => field ??= Clocks.ToDictionary(
        client => client.Key,
        client => System.Array.ConvertAll(client.Value, range => new IdRange(checked((uint)range.Start), checked((uint)range.End))),
        ClientIdComparer.Instance);

    /// <summary>Ranges by client id.</summary>
    public IReadOnlyDictionary<ulong, ClockRange[]> Clocks { get; }
}
