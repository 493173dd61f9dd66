using System.Collections;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Infrastructure;

namespace CollabServer.Crdt.Document.Types.XmlElements;

/// <summary>Attributes in the order they were first set, as text. To be used inside the transaction it was made with.</summary>
public sealed class XmlAttributeIterator : UnmanagedResource, IEnumerable<KeyValuePair<string, string>>
{
    private readonly IEnumerable<KeyValuePair<string, Output>> _attributes;

    internal XmlAttributeIterator(IEnumerable<KeyValuePair<string, Output>> attributes) => _attributes = attributes;

    /// <summary>The attributes as the values they are.</summary>
    public IEnumerable<KeyValuePair<string, Output>> Values => _attributes;

    /// <summary>Starts from the beginning.</summary>
    /// <exception cref="ObjectDisposedException">The iterator was disposed of.</exception>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        ThrowIfDisposed();
        return _attributes.Select(a => KeyValuePair.Create(a.Key, XmlPrinter.TextOf(a.Value))).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override void DisposeCore(bool disposing)
    {
        // Only a view: nothing is held.
    }
}
