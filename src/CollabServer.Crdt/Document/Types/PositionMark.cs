using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// A remembered place in a list: right after <paramref name="Left"/>, with <paramref name="Index"/> visible units before. Kept as an id, because
/// rows move when blocks merge. Stale as soon as the list's edit count has moved on.
/// </summary>
/// <param name="Attributes">The formatting in force there; null in a list without marks.</param>
internal readonly record struct PositionMark(BlockId Left, long Index, int Edits, OrderedDictionary<string, Output>? Attributes)
{
    public bool IsSet => Edits != 0;
}
