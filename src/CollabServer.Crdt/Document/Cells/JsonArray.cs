using System.Collections.ObjectModel;

namespace CollabServer.Crdt.Document.Cells;

/// <summary>A plain array inside a document: one value, replaced as a whole.</summary>
public sealed class JsonArray : ReadOnlyCollection<Output>
{
    internal JsonArray(IList<Output> items)
        : base(items)
    {
    }
}
