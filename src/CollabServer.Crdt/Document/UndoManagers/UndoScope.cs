using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>Which types an undo manager cares for, asked within one transaction: every type is looked up once.</summary>
internal sealed class UndoScope
{
    private readonly BlockStore _store;
    private readonly bool _isWholeDocument;
    private readonly Dictionary<int, bool> _known = [];

    /// <param name="store">The document.</param>
    /// <param name="types">The types with everything inside them; none means the whole document.</param>
    public UndoScope(BlockStore store, IReadOnlyCollection<(int Type, int Generation)> types)
    {
        _store = store;
        _isWholeDocument = types.Count == 0;
        foreach (var (type, generation) in types)
        {
            if (store.Types.Type(type).Generation == generation)
            {
                _known[type] = true;
            }
        }
    }

    /// <summary>Whether the transaction changed something in it that still exists.</summary>
    public bool IsChanged()
    {
        foreach (var list in _store.Changes.ChangedLists)
        {
            var type = _store.Types.List(list).Type;
            if (!_store.IsTypeDeleted(type) && Includes(type))
            {
                return true;
            }
        }

        return false;
    }

    public bool IncludesBlock(int row) => _store.Row(row).IsItem && Includes(_store.ParentOf(row));

    private bool Includes(int type)
    {
        if (_isWholeDocument)
        {
            return true;
        }

        var passed = new List<int>();
        bool isIncluded;
        while (!_known.TryGetValue(type, out isIncluded))
        {
            passed.Add(type);
            var item = _store.Types.Type(type).Item;
            if (item == BlockStore.None)
            {
                break;
            }

            type = _store.ParentOf(item);
        }

        foreach (var inside in passed)
        {
            _known[inside] = isIncluded;
        }

        return isIncluded;
    }
}
