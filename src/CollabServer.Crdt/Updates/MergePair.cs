using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>
/// The order of two updates exactly as Yjs sorts them. Its comparator contradicts itself when a collected struct and an item have the same id:
/// each is less than the other, so the two swap with every round. Which one survives does not matter to the content, but with two updates (every
/// merge of pending structs) it is cheap to repeat, and keeps the bytes equal. <see cref="MergeHeap"/> cannot.
/// </summary>
internal sealed class MergePair(DecodedUpdate update) : IMergeQueue
{
    private MergeCursor? _first;
    private MergeCursor? _second;

    public void Add(MergeCursor cursor)
    {
        if (_first is null)
        {
            _first = cursor;
        }
        else
        {
            _second = cursor;
        }
    }

    public bool TryTake(out MergeCursor cursor)
    {
        if (_first is null or { IsDone: true })
        {
            (_first, _second) = (_second, null);
        }

        if (_first is not null && _second is not null && ComesBefore(_second, _first))
        {
            (_first, _second) = (_second, _first);
        }

        cursor = _first!;
        return _first is { IsDone: false };
    }

    public void AddInFront(MergeCursor cursor)
    {
        // It never left.
    }

    private bool ComesBefore(MergeCursor cursor, MergeCursor other)
    {
        ref var mine = ref update[cursor.Position];
        ref var theirs = ref update[other.Position];
        if (mine.Client != theirs.Client)
        {
            return update.Clients[mine.Client] > update.Clients[theirs.Client];
        }

        return mine.Clock < theirs.Clock || (mine.Clock == theirs.Clock && IsCollected(ref mine) != IsCollected(ref theirs));
    }

    private static bool IsCollected(ref DecodedStruct decoded) => decoded.Kind == ContentKind.Collected;
}
