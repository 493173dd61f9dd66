using System.Collections;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Infrastructure;

namespace CollabServer.Crdt.Document.Types.Arrays;

/// <summary>The values of an array in order. To be used inside the transaction it was made with; each enumeration starts anew.</summary>
public sealed class ArrayIterator : UnmanagedResource, IEnumerable<Output>
{
    private readonly IEnumerable<Output> _values;

    internal ArrayIterator(IEnumerable<Output> values) => _values = values;

    /// <summary>Starts from the beginning.</summary>
    /// <exception cref="ObjectDisposedException">The iterator was disposed of.</exception>
    public IEnumerator<Output> GetEnumerator()
    {
        ThrowIfDisposed();
        return _values.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override void DisposeCore(bool disposing)
    {
        // Only a view: nothing is held.
    }
}
