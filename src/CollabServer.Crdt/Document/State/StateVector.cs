namespace CollabServer.Crdt.Document.State;

/// <summary>How much of each client is known: the next expected clock. (YDotNet's clocks have 32 bits; the format allows 53.)</summary>
public sealed class StateVector
{
    internal StateVector(IReadOnlyDictionary<ulong, long> state) => State = state;

    public IReadOnlyDictionary<ulong, long> State { get; }
}
