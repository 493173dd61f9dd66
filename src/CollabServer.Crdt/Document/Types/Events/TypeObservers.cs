using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>
/// The subscriptions to shared types of one document. It listens to transactions only while there are any; what changed but nobody observes
/// is not looked at. As in Yjs, a type's own observers come first, then those who look down from above, with the nearest changes first.
/// </summary>
internal sealed class TypeObservers(Doc document) : ICommitListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Type, int Generation), TypeHandlers> _handlers = [];

    public IDisposable Observe<T>(Branch branch, Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Subscribe(branch, handlers => handlers.Own.Add(change => action((T)change.Change)));
    }

    public IDisposable ObserveDeep(Branch branch, Action<IEnumerable<EventBranch>> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Subscribe(branch, handlers => handlers.Deep.Add(action));
    }

    public void OnCommit(Transaction transaction)
    {
        var store = document.Store;
        var places = new TypePlaces(store, document.Options.Encoding, HandlersOf);
        var deep = new OrderedDictionary<TypePlace, List<(int Length, EventBranch Event)>>();
        foreach (var change in ChangedTypes(store))
        {
            var place = places.Of(change.Type);
            if (place.Handlers is { Own.Any: true })
            {
                place.Handlers.Own.Raise(change.EventFor(document, new EventPath(place, 0)));
            }

            for (var observed = place.Observed; observed is not null; observed = observed.Parent?.Observed)
            {
                var length = place.Depth - observed.Depth;
                if (!deep.TryGetValue(observed, out var events))
                {
                    deep.Add(observed, events = []);
                }

                events.Add((length, change.EventFor(document, new EventPath(place, length))));
            }
        }

        foreach (var (observed, events) in deep)
        {
            observed.Handlers!.Deep.Raise([.. events.OrderBy(e => e.Length).Select(e => e.Event)]);
        }
    }

    /// <summary>Ends all subscriptions.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _handlers.Clear();
            document.RemoveCommitListener(this);
        }
    }

    /// <summary>Types that changed and still exist, in the order they changed first.</summary>
    private static IEnumerable<TypeChange> ChangedTypes(BlockStore store)
    {
        var changes = new OrderedDictionary<int, TypeChange>();
        foreach (var list in store.Changes.ChangedLists)
        {
            var type = store.Types.List(list).Type;
            if (store.IsTypeDeleted(type))
            {
                continue;
            }

            if (!changes.TryGetValue(type, out var change))
            {
                changes.Add(type, change = new TypeChange(type));
            }

            change.Add(store, list);
        }

        return changes.Values;
    }

    private TypeHandlers? HandlersOf(int type)
    {
        lock (_lock)
        {
            return _handlers.GetValueOrDefault((type, document.Store.Types.Type(type).Generation));
        }
    }

    private Subscription Subscribe(Branch branch, Func<TypeHandlers, IDisposable> add)
    {
        // Within a write transaction the blocks from before it may already have grown, so that its changes could not be told apart.
        using var transaction = document.TryReadTransaction()
            ?? throw new YDotNetException("A type cannot be observed from within a write transaction: subscribe before it.");
        var key = (branch.TypeIndex, branch.Read(transaction).Types.Type(branch.TypeIndex).Generation);
        lock (_lock)
        {
            if (!_handlers.TryGetValue(key, out var handlers))
            {
                _handlers.Add(key, handlers = new TypeHandlers(document.Options.HandlerFailed));
                if (_handlers.Count == 1)
                {
                    document.AddCommitListener(this);
                }
            }

            return new Subscription(this, key, handlers, add(handlers));
        }
    }

    private void End(Subscription subscription)
    {
        lock (_lock)
        {
            subscription.Inner.Dispose();
            if (!subscription.Handlers.Any
                && _handlers.TryGetValue(subscription.Key, out var current)
                && ReferenceEquals(current, subscription.Handlers))
            {
                _handlers.Remove(subscription.Key);
                if (_handlers.Count == 0)
                {
                    document.RemoveCommitListener(this);
                }
            }
        }
    }

    private sealed class Subscription(TypeObservers owner, (int Type, int Generation) key, TypeHandlers handlers, IDisposable inner) : IDisposable
    {
        public (int Type, int Generation) Key => key;

        public TypeHandlers Handlers => handlers;

        public IDisposable Inner => inner;

        public void Dispose() => owner.End(this);
    }
}
