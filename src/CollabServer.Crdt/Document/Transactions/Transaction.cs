using CollabServer.Crdt.Infrastructure;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;

namespace CollabServer.Crdt.Document.Transactions;

/// <summary>
/// A read or write access to a document. One writer excludes everybody else; readers share. Ends with <see cref="Resource.Dispose"/>; there is
/// no rollback. A transaction is for one thread at a time.
/// </summary>
/// <remarks>
/// What can be wrong with bytes throws <see cref="MalformedUpdateException"/> and changes nothing; using a read transaction for writing, or a
/// transaction of another document, throws <see cref="YDotNetException"/>; using an ended one, <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class Transaction : UnmanagedResource
{
    /// <summary>A writer, with the key that only its transaction holds.</summary>
    internal Transaction(Doc doc, byte[]? origin, object key)
    {
        Doc = doc;
        Writeable = true;
        Origin = origin;
        Access = key;
    }

    /// <summary>A reader.</summary>
    internal Transaction(Doc doc, ReaderLease lease)
    {
        Doc = doc;
        Access = lease;
    }

    /// <summary>It may change the document.</summary>
    public bool Writeable { get; }

    internal Doc Doc { get; }

    internal byte[]? Origin { get; }

    /// <summary>What is given back to the <see cref="AccessGate"/> at the end.</summary>
    internal object Access { get; }

    internal BlockStore Store
    {
        get
        {
            ThrowIfDisposed();
            return Doc.Store;
        }
    }

    /// <summary>The same as <see cref="Resource.Dispose"/>: observers are called, deleted content is collected, others may open transactions.</summary>
    public void Commit() => Dispose();

    /// <summary>The documents that are values in this one.</summary>
    public Doc[] SubDocs()
    {
        ThrowIfDisposed();
        return Doc.Subdocuments();
    }

    internal void RequireWriteable()
    {
        ThrowIfDisposed();
        if (!Writeable)
        {
            throw new YDotNetException("This transaction can only read.");
        }
    }

    /// <inheritdoc cref="Commit"/>
    protected override void DisposeCore(bool disposing) => Doc.End(this);
}
