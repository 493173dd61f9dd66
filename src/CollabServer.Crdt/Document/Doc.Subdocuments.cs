using System.Collections.Concurrent;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document;

/// <content>
/// Documents inside this one. Only their guid and options are content; what they hold is synchronised apart, by guid.
/// </content>
public sealed partial class Doc
{
    private readonly ConcurrentDictionary<BlockId, Doc> _subdocuments = new();

    /// <summary>What an application attached to a subdocument; null if nothing.</summary>
    internal Output? Meta { get; init; }

    /// <summary>The document object of a block that holds one; the same for the same block.</summary>
    internal Doc Subdocument(int row) =>
        _subdocuments.GetOrAdd(Store.IdOf(row), static (_, block) => Subdocuments.Decode(block.Store.ContentOf(block.row)), (Store, row));

    internal void UseSubdocument(int row, Doc subdocument) => _subdocuments[Store.IdOf(row)] = subdocument;
}
