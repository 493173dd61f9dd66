using System.Collections.ObjectModel;

namespace CollabServer.Crdt.Document.Cells;

/// <summary>A plain object inside a document: one value, replaced as a whole. Keys are ordinal and keep JavaScript's order.</summary>
public sealed class JsonObject : ReadOnlyDictionary<string, Output>
{
    internal JsonObject(OrderedDictionary<string, Output> members)
        : base(members)
    {
    }
}
