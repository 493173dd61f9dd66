using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Events;

namespace CollabServer.Crdt.Document.Types.Arrays;

/// <summary>A shared array.</summary>
public sealed class Array : Branch
{
    internal Array(Doc document, int type)
        : base(document, type)
    {
    }

    public uint Length(Transaction transaction) => LengthIn(Read(transaction));

    /// <summary>Inserts values so that the first one gets <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length.</exception>
    public void InsertRange(Transaction transaction, uint index, params Input[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _ = ListEditing.Insert(this, transaction, index, inputs);
    }

    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the end.</exception>
    public void RemoveRange(Transaction transaction, uint index, uint length) => ListEditing.Remove(this, transaction, index, length);

    /// <summary>The value at an index; null beyond the end.</summary>
    public Output? Get(Transaction transaction, uint index) => ListEditing.Get(this, transaction, index);

    public ArrayIterator Iterate(Transaction transaction) => new(ListEditing.Values(this, transaction));

    /// <summary>A position that moves with the content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length.</exception>
    public StickyIndex? StickyIndex(Transaction transaction, uint index, StickyAssociationType associationType) =>
        StickyIndexes.StickyIndex.At(this, transaction, index, associationType);

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<ArrayEvent> action) => Document.TypeObservers.Observe(this, action);
}
