using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.State;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document;

/// <summary>The events of a document. What nobody observes is not built.</summary>
internal sealed class DocEvents(Action<Exception>? failed)
{
    public EventHandlers<UpdateEvent> UpdatesV1 { get; } = new(failed);

    public EventHandlers<UpdateEvent> UpdatesV2 { get; } = new(failed);

    public EventHandlers<AfterTransactionEvent> AfterTransaction { get; } = new(failed);

    public EventHandlers<SubDocsEvent> SubDocs { get; } = new(failed);

    public EventHandlers<ClearEvent> Cleared { get; } = new(failed);

    public void RaiseUpdates(BlockStore store, byte[]? origin)
    {
        if (store.Changes.GrownClients.Count == 0 && store.Changes.Deleted.Count == 0)
        {
            return;
        }

        if (UpdatesV1.Any)
        {
            UpdatesV1.Raise(new UpdateEvent(StateReader.Changes(store, UpdateEncoding.V1), origin));
        }

        if (UpdatesV2.Any)
        {
            UpdatesV2.Raise(new UpdateEvent(StateReader.Changes(store, UpdateEncoding.V2), origin));
        }
    }

    public void RaiseAfterTransaction(BlockStore store)
    {
        if (!AfterTransaction.Any)
        {
            return;
        }

        var before = new Dictionary<ulong, long>(ClientIdComparer.Instance);
        var after = new Dictionary<ulong, long>(ClientIdComparer.Instance);
        foreach (var client in store.Clients.Descending())
        {
            ref var run = ref store.Clients[client];
            after[run.Id] = run.State;
            var stateBefore = store.Changes.StateBefore(run);
            if (stateBefore > 0)
            {
                before[run.Id] = stateBefore;
            }
        }

        var deleted = store.Changes.Deleted
            .GroupBy(range => store.Clients.IdOf(range.Client), ClientIdComparer.Instance)
            .ToDictionary(group => group.Key, group => group.Select(range => new ClockRange(range.Clock, range.End)).ToArray(), ClientIdComparer.Instance);
        AfterTransaction.Raise(new AfterTransactionEvent(new StateVector(before), new StateVector(after), new DeleteSet(deleted)));
    }

    public void Clear()
    {
        UpdatesV1.Clear();
        UpdatesV2.Clear();
        AfterTransaction.Clear();
        SubDocs.Clear();
        Cleared.Clear();
    }
}
