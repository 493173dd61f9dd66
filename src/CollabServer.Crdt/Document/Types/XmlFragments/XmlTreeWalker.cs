using System.Collections;
using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.XmlFragments;

/// <summary>XML nodes depth first. To be used inside the transaction it was made with; each enumeration starts anew.</summary>
public sealed class XmlTreeWalker : IEnumerable<Output>
{
    private readonly IEnumerable<Output> _nodes;

    internal XmlTreeWalker(IEnumerable<Output> nodes) => _nodes = nodes;

    public IEnumerator<Output> GetEnumerator() => _nodes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
