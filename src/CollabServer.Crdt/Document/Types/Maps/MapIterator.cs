using System.Collections;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Infrastructure;

namespace CollabServer.Crdt.Document.Types.Maps;

/// <summary>The entries of a map. To be used inside the transaction it was made with; each enumeration starts anew.</summary>
public sealed class MapIterator : UnmanagedResource, IEnumerable<KeyValuePair<string, Output>>
{
    private readonly IEnumerable<KeyValuePair<string, Output>> _entries;

    internal MapIterator(IEnumerable<KeyValuePair<string, Output>> entries) => _entries = entries;

    /// <summary>Starts from the beginning.</summary>
    /// <exception cref="ObjectDisposedException">The iterator was disposed of.</exception>
    public IEnumerator<KeyValuePair<string, Output>> GetEnumerator()
    {
        ThrowIfDisposed();
        return _entries.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override void DisposeCore(bool disposing)
    {
        // Only a view: nothing is held.
    }
}
