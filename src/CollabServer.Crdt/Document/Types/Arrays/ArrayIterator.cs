using System.Collections;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.Arrays;

/// <summary>The values of an array in order. To be used inside the transaction it was made with; each enumeration starts anew.</summary>
public sealed class ArrayIterator : IEnumerable<Output>
{
    private readonly IEnumerable<Output> _values;

    internal ArrayIterator(IEnumerable<Output> values) => _values = values;

    public IEnumerator<Output> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
