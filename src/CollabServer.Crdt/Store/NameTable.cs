using System.Text;
using CollabServer.Crdt.Lib0;

namespace CollabServer.Crdt.Store;

/// <summary>
/// Map keys, root names and XML tags, each kept once and known by a number. Looked up by the bytes that arrive, without making a string.
/// </summary>
internal sealed class NameTable
{
    private readonly List<Entry> _entries = [];
    private int[] _buckets = [];

    public int Count => _entries.Count;

    public ReadOnlySpan<byte> Bytes(int name) => _entries[name].Bytes;

    public string Text(int name)
    {
        var entry = _entries[name];
        return entry.Text ??= Wtf8.ToText(entry.Bytes);
    }

    /// <summary>Lone surrogates become U+FFFD, as when the name goes out: it must mean the same here as everywhere else.</summary>
    public int Find(string name) => Find(Encoding.UTF8.GetBytes(name));

    /// <inheritdoc cref="Find(string)"/>
    public int Intern(string name) => Intern(Encoding.UTF8.GetBytes(name));

    public int Find(ReadOnlySpan<byte> name)
    {
        if (_buckets.Length == 0)
        {
            return BlockStore.None;
        }

        var hash = Hash(name);
        for (var i = _buckets[hash & (_buckets.Length - 1)] - 1; i >= 0; i = _entries[i].Next)
        {
            if (_entries[i].Hash == hash && name.SequenceEqual(_entries[i].Bytes))
            {
                return i;
            }
        }

        return BlockStore.None;
    }

    public int Intern(ReadOnlySpan<byte> name)
    {
        var found = Find(name);
        if (found != BlockStore.None)
        {
            return found;
        }

        if (_entries.Count >= _buckets.Length)
        {
            Rehash(Math.Max(4, _buckets.Length * 2));
        }

        var hash = Hash(name);
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries.Add(new Entry { Bytes = name.ToArray(), Hash = hash, Next = bucket - 1 });
        bucket = _entries.Count;
        return _entries.Count - 1;
    }

    /// <summary>Keyed per process, because peers choose the names.</summary>
    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private void Rehash(int size)
    {
        _buckets = new int[size];
        for (var i = 0; i < _entries.Count; i++)
        {
            ref var bucket = ref _buckets[_entries[i].Hash & (size - 1)];
            _entries[i].Next = bucket - 1;
            bucket = i + 1;
        }
    }

    private sealed class Entry
    {
        public required byte[] Bytes { get; init; }

        public required int Hash { get; init; }

        public int Next { get; set; }

        public string? Text { get; set; }
    }
}
