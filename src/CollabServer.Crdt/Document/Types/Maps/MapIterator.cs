using System.Collections;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.Maps;

/// <summary>The entries of a map. To be used inside the transaction it was made with; each enumeration starts anew.</summary>
public sealed class MapIterator : IEnumerable<KeyValuePair<string, Output>>
{
    private readonly IEnumerable<KeyValuePair<string, Output>> _entries;

    internal MapIterator(IEnumerable<KeyValuePair<string, Output>> entries) => _entries = entries;

    public IEnumerator<KeyValuePair<string, Output>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
