using CollabServer.Crdt.Document.State;

namespace CollabServer.Crdt.Document.Transactions;

/// <content>What keeps received parts of updates waiting.</content>
public sealed partial class Transaction
{
    /// <summary>
    /// The clocks, by client id, that would have to arrive for everything pending to be applied, as far as can be told from here: what they
    /// bring may itself refer to something unknown. Ascending and joined; empty if nothing waits.
    /// </summary>
    /// <remarks>A peer needs no more than <see cref="StateVectorV1"/> to send them. This is for telling who keeps a document waiting.</remarks>
    public IReadOnlyDictionary<ulong, ClockRange[]> MissingClocks() => MissingDependencies.Of(Store);
}
