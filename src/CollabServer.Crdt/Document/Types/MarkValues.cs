using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types;

/// <summary>
/// The values of a text's marks that are objects, each made once. When Yjs cleans up marks it compares such values by identity, and a mark
/// that restores a former value shares the object with the mark it restores; other bytes would come out if every look made a new object.
/// </summary>
internal sealed class MarkValues
{
    private Dictionary<BlockId, Output>? _objects;

    public Output Of(BlockStore store, int row)
    {
        var value = FormatMarks.ValueOf(store, row);
        if (!IsObject(value))
        {
            return value;
        }

        var id = store.IdOf(row);
        _objects ??= [];
        if (_objects.TryGetValue(id, out var known))
        {
            return known;
        }

        _objects.Add(id, value);
        return value;
    }

    public void Add(BlockStore store, int row, Output value)
    {
        if (IsObject(value))
        {
            (_objects ??= [])[store.IdOf(row)] = value;
        }
    }

    private static bool IsObject(Output value) => value.Tag is OutputTag.JsonObject or OutputTag.JsonArray or OutputTag.Bytes;
}
