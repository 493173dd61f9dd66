using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Infrastructure;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document;

/// <summary>
/// A document: named roots whose contents merge without conflict with those of every other replica. Everything happens in transactions, and
/// only transactions guard a document against use by several threads; see <see cref="Transaction"/>.
/// </summary>
public sealed partial class Doc : UnmanagedResource
{
    private readonly AccessGate _gate = new();
    private readonly DocEvents _events;
    private byte[]? _writerOrigin;

    /// <summary>Null until somebody asks, unless the options gave one: few do, and the first GUID of a process is slow to print.</summary>
    private string? _guid;

    /// <summary>An empty document with default options: a random client id, garbage collection on.</summary>
    public Doc()
        : this(DocOptions.Default)
    {
    }

    /// <summary>An empty document.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The client id is above 2^53 - 1.</exception>
    public Doc(DocOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Id > ClientIdGenerator.MaxSafeInteger)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "A client id is at most 2^53 - 1.");
        }

        Options = options;
        _events = new DocEvents(options.HandlerFailed);
        Id = options.Id;
        _guid = options.Guid;
        CollectionId = options.CollectionId;
        ShouldLoad = options.ShouldLoad;
        Application = new UpdateApplication(Store);
    }

    /// <summary>The client id of local edits. Changes when a remote update shows that another replica uses the same.</summary>
    public ulong Id { get; private set; }

    /// <summary>Names the document as a subdocument of another one.</summary>
    public string Guid => _guid ?? Interlocked.CompareExchange(ref _guid, System.Guid.NewGuid().ToString(), null) ?? _guid;

    /// <summary>The collection it belongs to; null if none. As a subdocument, the parent's unless it has one of its own.</summary>
    public string? CollectionId { get; private set; }

    internal DocOptions Options { get; }

    internal BlockStore Store { get; } = new();

    internal UpdateApplication Application { get; }

    /// <summary>
    /// Opens the one write transaction. Nobody waits: while any other transaction is open, this throws. One that was lost without having been
    /// ended is ended here once the garbage collector has noticed. (In YDotNet it locks the document for ever.)
    /// </summary>
    /// <param name="origin">
    /// Says who edits, for <see cref="UpdateEvent.Origin"/> and <see cref="UndoManagers.UndoManager"/>. An empty one counts as none.
    /// </param>
    /// <exception cref="YDotNetException">Another transaction is open.</exception>
    public Transaction WriteTransaction(byte[]? origin = null) =>
        TryWriteTransaction(origin) ?? throw new YDotNetException("Failed to open a write transaction: another transaction is open.");

    /// <summary>As the other overload; the bytes are copied.</summary>
    /// <exception cref="YDotNetException">Another transaction is open.</exception>
    public Transaction WriteTransaction(ReadOnlySpan<byte> origin) => WriteTransaction(origin.ToArray());

    /// <summary>Opens a read transaction, of which there may be many at a time, on different threads too.</summary>
    /// <exception cref="YDotNetException">A write transaction is open.</exception>
    public Transaction ReadTransaction() =>
        TryReadTransaction() ?? throw new YDotNetException("Failed to open a read transaction: a write transaction is open.");

    /// <summary>
    /// After every write transaction that changed something: the change, in the first encoding. The document is locked during the callback, on
    /// the thread that ended the transaction; exceptions of it go to <see cref="DocOptions.HandlerFailed"/>. That holds for all events. Disposing
    /// of the result ends the subscription.
    /// </summary>
    public IDisposable ObserveUpdatesV1(Action<UpdateEvent> action) => Subscribe(_events.UpdatesV1, action);

    /// <summary>As <see cref="ObserveUpdatesV1"/>, in the second encoding.</summary>
    public IDisposable ObserveUpdatesV2(Action<UpdateEvent> action) => Subscribe(_events.UpdatesV2, action);

    /// <summary>After every write transaction, whether it changed something or not, before deleted content is collected.</summary>
    public IDisposable ObserveAfterTransaction(Action<AfterTransactionEvent> action) => Subscribe(_events.AfterTransaction, action);

    /// <summary>After every write transaction that added or removed subdocuments or asked for their content.</summary>
    public IDisposable ObserveSubDocs(Action<SubDocsEvent> action) => Subscribe(_events.SubDocs, action);

    /// <summary>When <see cref="Clear"/> is called.</summary>
    public IDisposable ObserveClear(Action<ClearEvent> action) => Subscribe(_events.Cleared, action);

    /// <summary>Null if another transaction is open.</summary>
    internal Transaction? TryWriteTransaction(byte[]? origin)
    {
        ThrowIfDisposed();
        var key = _gate.TryEnterWrite() ?? (EndLostWriter() ? _gate.TryEnterWrite() : null);
        if (key is null)
        {
            return null;
        }

        _writerOrigin = origin is { Length: 0 } ? null : origin;
        Store.Changes.Begin();
        return new Transaction(this, _writerOrigin, key);
    }

    /// <summary>Null if a write transaction is open.</summary>
    internal Transaction? TryReadTransaction()
    {
        ThrowIfDisposed();
        var lease = _gate.TryEnterRead() ?? (EndLostWriter() ? _gate.TryEnterRead() : null);
        return lease is null ? null : new Transaction(this, lease);
    }

    internal void End(Transaction transaction)
    {
        if (transaction.Access is ReaderLease lease)
        {
            _gate.ExitRead(lease);
            return;
        }

        try
        {
            Commit(transaction);
        }
        finally
        {
            _gate.ExitWrite(transaction.Access);
        }
    }

    /// <summary>Ends all subscriptions. The content is no longer accessible.</summary>
    protected override void DisposeCore(bool disposing)
    {
        _events.Clear();
        _typeObservers?.Clear();
        Application.Dispose();
    }

    private IDisposable Subscribe<T>(EventHandlers<T> handlers, Action<T> action)
    {
        ThrowIfDisposed();
        return handlers.Add(action);
    }

    /// <summary>Ends, in place of whoever forgot to, a write transaction that nobody has any more. False if there is none.</summary>
    private bool EndLostWriter()
    {
        if (_gate.TryTakeOver() is not { } key)
        {
            return false;
        }

        End(new Transaction(this, _writerOrigin, key));
        return true;
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
