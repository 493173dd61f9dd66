using System.Collections.Concurrent;

namespace CollabServer.Crdt.Store;

/// <summary>
/// The lists that have an index. One is made when walking through lists has cost several times what making it costs, so that all walking
/// together stays proportional to the work it belongs to. Readers may make one too.
/// </summary>
internal sealed class ListIndexes(BlockStore store)
{
    /// <summary>Walks of up to so many items are as good as a search.</summary>
    public const int ShortWalk = 64;

    private const int SmallDocument = 1024;

    private readonly Lock _building = new();
    private readonly LeafTable _leaves = new();
    private ConcurrentDictionary<int, ListIndex>? _byList;
    private long _walked;
    private long _everWalked;

    /// <summary>How many times as many items as the document holds may be walked over before an index is made.</summary>
    public long Patience { get; set; } = 4;

    /// <summary>Items passed one by one, ever.</summary>
    public long WalkedItems => Interlocked.Read(ref _everWalked);

    public IReadOnlyCollection<KeyValuePair<int, ListIndex>> All => _byList ?? [];

    /// <summary>No list has one.</summary>
    public bool IsEmpty => _byList is null;

    public ListIndex? Find(int list) => _byList is { } indexes && indexes.TryGetValue(list, out var index) ? index : null;

    /// <summary>So many items of a list were passed one by one.</summary>
    public void NoteWalk(int list, long items)
    {
        Interlocked.Add(ref _everWalked, items);
        if ((items > ShortWalk || Patience == 0)
            && Interlocked.Add(ref _walked, items) > Math.Max(store.Count, SmallDocument) * Patience
            && Find(list) is null)
        {
            Interlocked.Exchange(ref _walked, 0);
            Add(list);
        }
    }

    public void Forget(int list)
    {
        if (_byList is { } indexes && indexes.TryRemove(list, out var index))
        {
            index.LetGo();
        }
    }

    private void Add(int list)
    {
        if (_byList is null)
        {
            Interlocked.CompareExchange(ref _byList, [], null);
        }

        lock (_building)
        {
            // Another reader may have been as impatient.
            if (!_byList.ContainsKey(list))
            {
                _leaves.Reserve(store.RowLimit);
                _byList.TryAdd(list, ListIndex.Build(store, list, _leaves));
            }
        }
    }
}
