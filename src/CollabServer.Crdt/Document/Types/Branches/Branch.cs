using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Infrastructure;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types.Branches;

/// <summary>
/// A shared type: a view of one row of the document's type table. Every use after the type was deleted throws
/// <see cref="ObjectDisposedException"/>. Disposing of the object ends the use of the object alone, never of the type.
/// </summary>
public abstract class Branch : UnmanagedResource
{
    private readonly int _generation;

    private protected Branch(Doc document, int type)
    {
        Document = document;
        TypeIndex = type;
        _generation = document.Store.Types.Type(type).Generation;
    }

    internal Doc Document { get; }

    /// <summary>Row in the type table.</summary>
    internal int TypeIndex { get; }

    /// <summary>Where the last edit ended; only writers look at it and change it.</summary>
    internal PositionMark Mark { get; set; }

    /// <summary>Only writers look at it and change it.</summary>
    internal MarkValues MarkValues { get; } = new();

    /// <summary>Opens a write transaction of the document this type is in.</summary>
    /// <exception cref="YDotNetException">Another transaction is open.</exception>
    public Transaction WriteTransaction() => Document.WriteTransaction();

    /// <summary>Opens a read transaction of the document this type is in.</summary>
    /// <exception cref="YDotNetException">A write transaction is open.</exception>
    public Transaction ReadTransaction() => Document.ReadTransaction();

    /// <summary>
    /// After every transaction that changed this type or anything inside it: the changes, nearest first. Usable after the callback. The document
    /// is locked while it runs; exceptions go to <see cref="Options.DocOptions.HandlerFailed"/>.
    /// </summary>
    /// <exception cref="YDotNetException">A write transaction is open.</exception>
    public IDisposable ObserveDeep(Action<IEnumerable<EventBranch>> action) => Document.TypeObservers.ObserveDeep(this, action);

    /// <summary>The public object of a type, made when first asked for. A root nobody has opened is shown as what its content looks like.</summary>
    internal static Branch Of(Doc document, int type)
    {
        ref var row = ref document.Store.Types.Type(type);
        if (row.Handle is Branch { IsDisposed: false } known)
        {
            return known;
        }

        Branch branch = (row.Kind == TypeKind.Undefined ? RootKinds.Infer(document.Store, type) : row.Kind) switch
        {
            TypeKind.Map or TypeKind.XmlHook => new Maps.Map(document, type),
            TypeKind.Text => new Texts.Text(document, type),
            TypeKind.XmlElement => new XmlElements.XmlElement(document, type),
            TypeKind.XmlFragment => new XmlFragments.XmlFragment(document, type),
            TypeKind.XmlText => new XmlTexts.XmlText(document, type),
            _ => new Arrays.Array(document, type),
        };

        // An undefined root may still be opened as something else.
        if (row.Kind != TypeKind.Undefined)
        {
            row.Handle = branch;
        }

        return branch;
    }

    /// <summary>The store, after checking that this transaction may read this type.</summary>
    internal BlockStore Read(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (!ReferenceEquals(transaction.Doc, Document))
        {
            throw new YDotNetException("The transaction belongs to another document.");
        }

        ObjectDisposedException.ThrowIf(transaction.IsDisposed, transaction);
        var store = Document.Store;
        if (store.Types.Type(TypeIndex).Generation != _generation || store.IsTypeDeleted(TypeIndex))
        {
            IsDisposed = true;
        }

        ThrowIfDisposed();
        return store;
    }

    /// <summary>The store, after checking that this transaction may change this type.</summary>
    internal BlockStore Write(Transaction transaction)
    {
        var store = Read(transaction);
        return transaction.Writeable ? store : throw new YDotNetException("A read transaction cannot change the document.");
    }

    /// <summary>The transaction, after the same check: for what is read later.</summary>
    private protected Transaction Checked(Transaction transaction)
    {
        _ = Read(transaction);
        return transaction;
    }

    /// <inheritdoc/>
    protected override void DisposeCore(bool disposing)
    {
        // Only a view: nothing is held.
    }

    private protected uint LengthIn(BlockStore store) => checked((uint)store.Types.Type(TypeIndex).Length);
}
