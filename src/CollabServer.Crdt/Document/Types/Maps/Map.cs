using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Maps.Events;

namespace CollabServer.Crdt.Document.Types.Maps;

/// <summary>A shared map. Of two concurrent values for one key, the one of the higher client id stays.</summary>
public sealed class Map : Branch
{
    internal Map(Doc document, int type)
        : base(document, type)
    {
    }

    /// <summary>Adds a value or replaces the one that is there.</summary>
    public void Insert(Transaction transaction, string key, Input value) => KeyedValues.Set(this, transaction, key, value);

    /// <summary>The value of a key; null if there is none. A stored null is an output whose <see cref="Output.Null"/> is true.</summary>
    public Output? Get(Transaction transaction, string key) => KeyedValues.Get(this, transaction, key);

    /// <summary>Number of keys that have a value.</summary>
    public uint Length(Transaction transaction) => (uint)KeyedValues.Rows(Read(transaction), TypeIndex).Count();

    /// <summary>False if there was no such key.</summary>
    public bool Remove(Transaction transaction, string key) => KeyedValues.Remove(this, transaction, key);

    /// <summary>Removes every key.</summary>
    public void RemoveAll(Transaction transaction) => KeyedValues.Clear(this, transaction);

    /// <summary>The entries, in the order their keys were first used.</summary>
    public MapIterator Iterate(Transaction transaction) => new(KeyedValues.Values(this, Checked(transaction)));

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<MapEvent> action) => Document.TypeObservers.Observe(this, action);
}
