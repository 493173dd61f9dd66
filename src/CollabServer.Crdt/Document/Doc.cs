using CollabServer.Crdt.Document.Events;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document;

/// <summary>A document: named roots whose contents merge without conflict with those of every other replica.</summary>
public sealed partial class Doc : Resource
{
    public Doc()
        : this(DocOptions.Default)
    {
    }

    public Doc(DocOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Id = options.Id;
        Guid = options.Guid ?? System.Guid.NewGuid().ToString();
    }

    public ulong Id { get; private set; }

    public string Guid { get; }

    public string? CollectionId => Options.CollectionId;

    public bool ShouldLoad => Options.ShouldLoad;

    public bool AutoLoad => Options.AutoLoad;

    internal DocOptions Options { get; }

    internal BlockStore Store { get; } = new();

    internal List<ICommitListener> CommitListeners { get; } = [];

    /// <summary>Opens the one write transaction. Throws if any other is open. An empty origin counts as none.</summary>
    public Transaction WriteTransaction(byte[]? origin = null) => throw new NotSupportedException();

    /// <summary>Opens a read transaction. Throws if a write transaction is open.</summary>
    public Transaction ReadTransaction() => throw new NotSupportedException();

    public IDisposable ObserveUpdatesV1(Action<UpdateEvent> action) => throw new NotSupportedException();

    public IDisposable ObserveUpdatesV2(Action<UpdateEvent> action) => throw new NotSupportedException();

    public IDisposable ObserveAfterTransaction(Action<AfterTransactionEvent> action) => throw new NotSupportedException();

    public IDisposable ObserveSubDocs(Action<SubDocsEvent> action) => throw new NotSupportedException();

    public IDisposable ObserveClear(Action<ClearEvent> action) => throw new NotSupportedException();

    internal void End(Transaction transaction) => throw new NotSupportedException();

    protected override void DisposeCore(bool disposing)
    {
    }
}
