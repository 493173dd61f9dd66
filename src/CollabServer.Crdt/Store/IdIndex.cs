namespace CollabServer.Crdt.Store;

/// <summary>
/// Small numbers by 64-bit ids. Peers choose client ids, so the hash is keyed per process: nobody can choose ids that collide. (A dictionary
/// hashes them as they are, and its code is compiled only when the program runs; see <see cref="GrowingArray{T}"/>.)
/// </summary>
internal sealed class IdIndex
{
    private const int FirstSize = 4;

    private static readonly ulong Key = DrawKey();

    private Entry[]? _entries;

    /// <summary>The first entry of each chain, plus one.</summary>
    private int[] _buckets = [];
    private int _used;
    private int _free = BlockStore.None;

    /// <summary>The number, or <see cref="BlockStore.None"/>.</summary>
    public int Find(ulong id)
    {
        if (_entries is null)
        {
            return BlockStore.None;
        }

        for (var at = _buckets[BucketOf(id)] - 1; at >= 0; at = _entries[at].Next)
        {
            if (_entries[at].Id == id)
            {
                return _entries[at].Number;
            }
        }

        return BlockStore.None;
    }

    /// <summary>The id must be new.</summary>
    public void Add(ulong id, int number)
    {
        int at;
        if (_free != BlockStore.None)
        {
            at = _free;
            _free = _entries![at].Next;
        }
        else
        {
            if (_entries is null || _used == _entries.Length)
            {
                Grow();
            }

            at = _used++;
        }

        ref var bucket = ref _buckets[BucketOf(id)];
        _entries![at] = new Entry { Id = id, Number = number, Next = bucket - 1 };
        bucket = at + 1;
    }

    public void Remove(ulong id)
    {
        if (_entries is null)
        {
            return;
        }

        var bucket = BucketOf(id);
        var before = BlockStore.None;
        for (var at = _buckets[bucket] - 1; at >= 0; before = at, at = _entries[at].Next)
        {
            if (_entries[at].Id != id)
            {
                continue;
            }

            if (before == BlockStore.None)
            {
                _buckets[bucket] = _entries[at].Next + 1;
            }
            else
            {
                _entries[before].Next = _entries[at].Next;
            }

            _entries[at] = new Entry { Next = _free };
            _free = at;
            return;
        }
    }

    public void Clear()
    {
        const int Kept = 64;
        if (_used > Kept)
        {
            _entries = null;
            _buckets = [];
        }
        else
        {
            Array.Clear(_buckets);
        }

        _used = 0;
        _free = BlockStore.None;
    }

    private static ulong DrawKey()
    {
        // The kernel's randomness, without the start-up costs of a generator. The six bits of a GUID that are fixed meet random ones.
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[sizeof(ulong)..]);
    }

    /// <summary>A finalizer that lets every bit of the id and of the key reach the high ones.</summary>
    public static ulong Mix(ulong id)
    {
        var mixed = id ^ Key;
        mixed = (mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15;
        return (mixed ^ (mixed >> 29) ^ Key) * 0xBF58476D1CE4E5B9;
    }

    private int BucketOf(ulong id) => (int)(Mix(id) >> 33) & (_buckets.Length - 1);

    private void Grow()
    {
        var size = Math.Max(FirstSize, _used * 2);
        var entries = new Entry[size];
        if (_entries is not null)
        {
            Array.Copy(_entries, entries, _used);
        }

        _entries = entries;
        _buckets = new int[size];
        for (var at = 0; at < _used; at++)
        {
            ref var bucket = ref _buckets[BucketOf(entries[at].Id)];
            entries[at].Next = bucket - 1;
            bucket = at + 1;
        }
    }

    private struct Entry
    {
        public ulong Id;
        public int Number;

        /// <summary>The next one of the chain, or of the free ones.</summary>
        public int Next;
    }
}
