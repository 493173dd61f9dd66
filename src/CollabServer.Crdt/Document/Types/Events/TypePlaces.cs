using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>Places of types, each looked up once in a transaction, and each list walked once.</summary>
internal sealed class TypePlaces(BlockStore store, DocEncoding encoding, Func<int, TypeHandlers?> handlersOf)
{
    private readonly Dictionary<int, TypePlace> _places = [];
    private readonly Dictionary<int, long> _indexes = [];
    private readonly HashSet<int> _walked = [];

    public TypePlace Of(int type)
    {
        // Up to what is known, then down again: types nest without limit, so no recursion.
        var above = new Stack<int>();
        TypePlace? place;
        while (!_places.TryGetValue(type, out place))
        {
            above.Push(type);
            var item = store.Types.Type(type).Item;
            if (item == BlockStore.None)
            {
                break;
            }

            type = store.ParentOf(item);
        }

        while (above.TryPop(out var below))
        {
            place = new TypePlace(below, place, handlersOf(below), place?.Observed is null ? null : SegmentOf(store.Types.Type(below).Item));
            _places.Add(below, place);
        }

        return place!;
    }

    private EventPathSegment SegmentOf(int item)
    {
        var list = store.Row(item).List;
        var key = store.Types.List(list).Key;
        if (key != BlockStore.None)
        {
            return new EventPathSegment(store.Names.Text(key));
        }

        if (_walked.Add(list))
        {
            Walk(list);
        }

        return new EventPathSegment(checked((uint)_indexes[item]));
    }

    private void Walk(int list)
    {
        var index = 0L;
        for (var row = store.Types.List(list).Head; row != BlockStore.None; row = store.Row(row).Right)
        {
            ref var block = ref store.Row(row);
            if (block.Kind == ContentKind.Type)
            {
                _indexes[row] = index;
            }

            if (!block.IsDeleted && block.IsCountable)
            {
                index += TextUnits.Of(store, row, encoding);
            }
        }
    }
}
