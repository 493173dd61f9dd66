using CollabServer.Crdt.Document.Restore;

namespace CollabServer.Crdt.Document.Transactions;

/// <content>What readers see.</content>
public sealed partial class Transaction
{
    /// <summary>
    /// Whether two documents show the same, whoever inserted it: all roots with everything inside, marks and attributes included. What was deleted,
    /// or waits, does not count. Costs about as much as reading both, whatever they hold; their JSON may be much larger than they are.
    /// </summary>
    public bool ShowsSameAs(Transaction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ContentComparison(new UnitReader(Store), new UnitReader(other.Store)).AreDocumentsEqual();
    }
}
