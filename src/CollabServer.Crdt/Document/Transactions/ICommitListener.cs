namespace CollabServer.Crdt.Document.Transactions;

/// <summary>
/// Looks at what a write transaction did, when it ends and before deleted content is collected and neighbours are merged
/// (<see cref="Store.BlockStore.Changes"/>: sorted deletions, changed lists, grown clients). While a listener is registered, text that
/// continues its left neighbour is not merged on arrival, so that blocks still begin where the transaction began.
/// </summary>
internal interface ICommitListener
{
    void OnCommit(Transaction transaction);
}
