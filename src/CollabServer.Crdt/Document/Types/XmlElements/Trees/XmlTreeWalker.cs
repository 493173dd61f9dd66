using System.Collections;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Infrastructure;

namespace CollabServer.Crdt.Document.Types.XmlElements.Trees;

/// <summary>XML nodes depth first. To be used inside the transaction it was made with; each enumeration starts anew.</summary>
public sealed class XmlTreeWalker : UnmanagedResource, IEnumerable<Output>
{
    private readonly IEnumerable<Output> _nodes;

    internal XmlTreeWalker(IEnumerable<Output> nodes) => _nodes = nodes;

    /// <summary>Starts from the beginning.</summary>
    /// <exception cref="ObjectDisposedException">The iterator was disposed of.</exception>
    public IEnumerator<Output> GetEnumerator()
    {
        ThrowIfDisposed();
        return _nodes.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override void DisposeCore(bool disposing)
    {
        // Only a view: nothing is held.
    }
}
