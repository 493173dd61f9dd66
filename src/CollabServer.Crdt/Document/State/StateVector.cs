using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.State;

/// <summary>How much of each client is known: the next expected clock.</summary>
public sealed class StateVector
{
    internal StateVector(IReadOnlyDictionary<ulong, long> clocks) => Clocks = clocks;

    /// <summary>
    /// Clocks by client id in YDotNet's 32 bits. The format allows 53: see <see cref="Clocks"/>.
    /// </summary>
    /// <exception cref="OverflowException">A clock is above 2^32 - 1.</exception>
    public IReadOnlyDictionary<ulong, uint> State => field ??= Clocks.ToDictionary(
        client => client.Key, client => checked((uint)client.Value), ClientIdComparer.Instance);

    /// <summary>Clocks by client id.</summary>
    public IReadOnlyDictionary<ulong, long> Clocks { get; }
}
