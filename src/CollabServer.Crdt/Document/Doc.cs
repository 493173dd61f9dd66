using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document;

/// <summary>A document: named roots whose contents merge without conflict with those of every other replica.</summary>
public sealed partial class Doc : Resource
{
    private readonly AccessGate _gate = new();
    private readonly DocEvents _events = new();

    public Doc()
        : this(DocOptions.Default)
    {
    }

    public Doc(DocOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Id > ClientIdGenerator.MaxSafeInteger)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "A client id is at most 2^53 - 1.");
        }

        Options = options;
        Id = options.Id;
        Guid = options.Guid ?? System.Guid.NewGuid().ToString();
        CollectionId = options.CollectionId;
        Application = new UpdateApplication(Store);
    }

    /// <summary>The client id of local edits. Changes when a remote update shows that another replica uses the same.</summary>
    public ulong Id { get; private set; }

    public string Guid { get; }

    public string? CollectionId { get; }

    public bool ShouldLoad => Options.ShouldLoad;

    public bool AutoLoad => Options.AutoLoad;

    internal DocOptions Options { get; }

    internal BlockStore Store { get; } = new();

    internal UpdateApplication Application { get; }

    /// <summary>Some transaction, of either kind, is open.</summary>
    internal bool HasOpenTransaction => _gate.IsOpen;

    /// <summary>Opens the one write transaction. Throws if any other is open. An empty origin counts as none.</summary>
    public Transaction WriteTransaction(byte[]? origin = null)
    {
        ThrowIfDisposed();
        _gate.EnterWrite();
        Store.Changes.Begin();
        return new Transaction(this, writeable: true, origin is { Length: 0 } ? null : origin);
    }

    /// <summary>Opens a read transaction. Throws if a write transaction is open.</summary>
    public Transaction ReadTransaction()
    {
        ThrowIfDisposed();
        _gate.EnterRead();
        return new Transaction(this, writeable: false, origin: null);
    }

    /// <summary>Raises the event of <see cref="ObserveClear"/>, then ends all subscriptions.</summary>
    public void Clear()
    {
        _events.Cleared.Raise(new ClearEvent(this));
        _events.Clear();
        _typeObservers?.Clear();
    }

    /// <summary>After every write transaction that changed something: the change, in the first encoding.</summary>
    public IDisposable ObserveUpdatesV1(Action<UpdateEvent> action) => _events.UpdatesV1.Add(action);

    public IDisposable ObserveUpdatesV2(Action<UpdateEvent> action) => _events.UpdatesV2.Add(action);

    public IDisposable ObserveAfterTransaction(Action<AfterTransactionEvent> action) => _events.AfterTransaction.Add(action);

    public IDisposable ObserveSubDocs(Action<SubDocsEvent> action) => _events.SubDocs.Add(action);

    public IDisposable ObserveClear(Action<ClearEvent> action) => _events.Cleared.Add(action);

    internal void End(Transaction transaction)
    {
        if (!transaction.Writeable)
        {
            _gate.ExitRead();
            return;
        }

        try
        {
            Commit(transaction);
        }
        finally
        {
            _gate.ExitWrite();
        }
    }

    protected override void DisposeCore(bool disposing)
    {
        _events.Clear();
        _typeObservers?.Clear();
        Application.Dispose();
    }

    private void Commit(Transaction transaction)
    {
        var changes = Store.Changes;
        if (HasCommitListeners)
        {
            changes.NoteDeletedClients();
        }

        TransactionEnd.SortDeletions(changes);
        _events.RaiseAfterTransaction(Store);
        var subdocuments = TakeSubdocumentChanges(changes);
        try
        {
            foreach (var listener in _commitListeners)
            {
                listener.OnCommit(transaction);
            }
        }
        finally
        {
            TransactionEnd.CleanUp(Store, collectGarbage: !Options.SkipGarbageCollection);
        }

        if (!changes.IsLocal)
        {
            LeaveIdToOther(changes);
        }

        _events.RaiseUpdates(Store, transaction.Origin);
        RaiseSubdocuments(subdocuments);
        changes.Trim();
    }

    /// <summary>
    /// Looked up before garbage collection takes the content they are made from. Document objects are made only if somebody wants to see
    /// them: a small update may hold many subdocuments.
    /// </summary>
    private SubDocsEvent? TakeSubdocumentChanges(TransactionChanges changes)
    {
        if (changes.AddedSubdocuments.Count == 0 && changes.RemovedSubdocuments.Count == 0)
        {
            return null;
        }

        if (!_events.SubDocs.Any)
        {
            foreach (var row in changes.RemovedSubdocuments)
            {
                if (_subdocuments.TryRemove(Store.IdOf(row), out var subdocument))
                {
                    subdocument.Dispose();
                }
            }

            return null;
        }

        var added = changes.AddedSubdocuments.ConvertAll(Subdocument);
        var removed = changes.RemovedSubdocuments.ConvertAll(Subdocument);
        foreach (var row in changes.RemovedSubdocuments)
        {
            _subdocuments.TryRemove(Store.IdOf(row), out _);
        }

        return new SubDocsEvent(added, removed, added.FindAll(static subdocument => subdocument.ShouldLoad));
    }

    private void RaiseSubdocuments(SubDocsEvent? changed)
    {
        if (changed is null)
        {
            return;
        }

        _events.SubDocs.Raise(changed);
        foreach (var removed in changed.Removed)
        {
            removed.Dispose();
        }
    }

    /// <summary>A remote update with blocks of our own id: another replica uses it too, so this one draws a new one.</summary>
    private void LeaveIdToOther(TransactionChanges changes)
    {
        foreach (var client in changes.GrownClients)
        {
            if (Store.Clients.IdOf(client) == Id)
            {
                Id = ClientIdGenerator.Random();
                return;
            }
        }
    }
}
