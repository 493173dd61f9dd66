namespace CollabServer.Crdt.Updates;

/// <summary>Cursors by what they point at: highest client first, then lowest clock, then as they were added.</summary>
internal sealed class MergeHeap(DecodedUpdate update) : IMergeQueue
{
    private readonly PriorityQueue<MergeCursor, Key> _queue = new(KeyOrder.Instance);
    private long _last;
    private long _first;

    public void Add(MergeCursor cursor) => _queue.Enqueue(cursor, KeyOf(cursor, ++_last));

    /// <summary>Back in after it moved; among equals it comes first.</summary>
    public void AddInFront(MergeCursor cursor) => _queue.Enqueue(cursor, KeyOf(cursor, --_first));

    public bool TryTake(out MergeCursor cursor) => _queue.TryDequeue(out cursor!, out _);

    private Key KeyOf(MergeCursor cursor, long rank)
    {
        ref var decoded = ref update[cursor.Position];
        return new Key(update.Clients[decoded.Client], decoded.Clock, rank);
    }

    private readonly record struct Key(ulong Client, long Clock, long Rank);

    private sealed class KeyOrder : IComparer<Key>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(Key x, Key y)
        {
            if (x.Client != y.Client)
            {
                return y.Client.CompareTo(x.Client);
            }

            return x.Clock != y.Clock ? x.Clock.CompareTo(y.Clock) : x.Rank.CompareTo(y.Rank);
        }
    }
}
