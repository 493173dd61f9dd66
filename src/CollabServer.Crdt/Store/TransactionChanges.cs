namespace CollabServer.Crdt.Store;

/// <summary>
/// What one transaction has done, kept in lists that are reused by the next one. State vectors are not copied: a client that grows notes
/// its state of before in its <see cref="ClientRun"/>, so the cost of a transaction does not depend on the number of clients.
/// </summary>
internal sealed class TransactionChanges
{
    /// <summary>Number of the transaction; stamps in other tables compare with it.</summary>
    public int Number { get; private set; }

    /// <summary>False once a remote update was applied.</summary>
    public bool IsLocal { get; set; } = true;

    /// <summary>Something deleted in this transaction had content that garbage collection could drop.</summary>
    public bool HasDroppableContent { get; set; }

    /// <summary>Deleted in this transaction. Sorted by client and clock and joined when the transaction ends.</summary>
    public GrowingArray<DeletedRange> Deleted { get; } = new();

    /// <summary>Clients in the order of their first deletion, which sorting loses; see <see cref="NoteDeletedClients"/>.</summary>
    public List<int> DeletedClients { get; } = [];

    /// <summary>Clients that got new blocks.</summary>
    public List<int> GrownClients { get; } = [];

    /// <summary>Lists that changed: children of a type, or one key of it. A type that was new or is deleted does not count.</summary>
    public List<int> ChangedLists { get; } = [];

    /// <summary>Where blocks were split; the ends of a transaction try to merge there, last first.</summary>
    public GrowingArray<MergeCandidate> MergeCandidates { get; } = new();

    /// <summary>Blocks with a subdocument that were integrated or deleted.</summary>
    public List<int> AddedSubdocuments { get; } = [];

    public List<int> RemovedSubdocuments { get; } = [];

    public void Begin()
    {
        Number++;
        IsLocal = true;
        HasDroppableContent = false;
        Deleted.Clear();
        DeletedClients.Clear();
        GrownClients.Clear();
        ChangedLists.Clear();
        MergeCandidates.Clear();
        AddedSubdocuments.Clear();
        RemovedSubdocuments.Clear();
    }

    /// <summary>Call before the deletions are sorted, if anybody wants to know.</summary>
    public void NoteDeletedClients()
    {
        var seen = new HashSet<int>();
        foreach (var range in Deleted)
        {
            if (seen.Add(range.Client))
            {
                DeletedClients.Add(range.Client);
            }
        }
    }

    /// <summary>Gives back what one large transaction needed, so that a loaded document does not hold on to it.</summary>
    public void Trim()
    {
        const int Kept = 64;
        if (Deleted.Capacity > Kept)
        {
            Deleted.Clear(Kept);
        }

        if (MergeCandidates.Capacity > Kept)
        {
            MergeCandidates.Clear(Kept);
        }
    }

    /// <summary>The client's state when the transaction began.</summary>
    public long StateBefore(in ClientRun run) => run.TouchedIn == Number ? run.StateBefore : run.State;

    /// <summary>Call before adding blocks to a client.</summary>
    public void NoteGrowth(int client, ref ClientRun run)
    {
        if (run.TouchedIn != Number)
        {
            run.TouchedIn = Number;
            run.StateBefore = run.State;
            GrownClients.Add(client);
        }
    }

    /// <summary>Notes a change of a list, unless its type is younger than the transaction or deleted: such types raise no events of their own.</summary>
    public void NoteChange(BlockStore store, int list)
    {
        ref var row = ref store.Types.List(list);
        row.Edits++;
        if (row.ChangedIn == Number)
        {
            return;
        }

        var item = store.Types.Type(row.Type).Item;
        if (item != BlockStore.None)
        {
            ref var block = ref store.Row(item);
            if (block.IsDeleted || store.ClockOf(item) >= StateBefore(store.Clients[block.Client]))
            {
                return;
            }
        }

        row.ChangedIn = Number;
        ChangedLists.Add(list);
    }
}
