using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Arrays.Events;
using CollabServer.Crdt.Document.Types.Branches;

namespace CollabServer.Crdt.Document.Types.Arrays;

/// <summary>A shared array: values, of any kind, in an order. Indexes and lengths count values.</summary>
public sealed class Array : Branch
{
    internal Array(Doc document, int type)
        : base(document, type)
    {
    }

    /// <summary>Number of values.</summary>
    public uint Length(Transaction transaction) => LengthIn(Read(transaction));

    /// <summary>Inserts values so that the first one gets <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length.</exception>
    public void InsertRange(Transaction transaction, uint index, params Input[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _ = ListEditing.Insert(this, transaction, index, inputs);
    }

    /// <summary>Removes values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the end.</exception>
    public void RemoveRange(Transaction transaction, uint index, uint length) => ListEditing.Remove(this, transaction, index, length);

    /// <summary>
    /// Moves a plain value or bytes so that it comes before what <paramref name="targetIndex"/> holds now; nothing happens if it is there already.
    /// It is a removal and an insertion: two replicas that move the same value at the same time leave it twice.
    /// </summary>
    /// <remarks>
    /// The format of Yjs 13 has no moves. YDotNet writes a content of its own for them, at which every Yjs client stops reading the document.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no value at the source, or the target is greater than the length.</exception>
    /// <exception cref="YDotNetException">
    /// The value is a shared type or a subdocument: a copy would be another one, and lose what others do to it at the same time.
    /// </exception>
    public void Move(Transaction transaction, uint sourceIndex, uint targetIndex)
    {
        var store = Write(transaction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(targetIndex, LengthIn(store));
        var value = Get(transaction, sourceIndex) ?? throw new ArgumentOutOfRangeException(nameof(sourceIndex));
        if (value.Branch is not null || value.Tag == OutputTag.Doc)
        {
            throw new YDotNetException($"A {value.Tag} cannot be moved: Yjs knows no moves, and a copy would be another {value.Tag}.");
        }

        if (targetIndex == sourceIndex || targetIndex == sourceIndex + 1)
        {
            return;
        }

        RemoveRange(transaction, sourceIndex, 1);
        InsertRange(transaction, targetIndex > sourceIndex ? targetIndex - 1 : targetIndex, Input.FromPlain(value));
    }

    /// <summary>The value at an index; null beyond the end.</summary>
    public Output? Get(Transaction transaction, uint index) => ListEditing.Get(this, transaction, index);

    /// <summary>All values in order.</summary>
    public ArrayIterator Iterate(Transaction transaction) => new(ListEditing.Values(this, Checked(transaction)));

    /// <summary>A position that moves with the content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length.</exception>
    public StickyIndex? StickyIndex(Transaction transaction, uint index, StickyAssociationType associationType) =>
        StickyIndexes.StickyIndex.At(this, transaction, index, associationType);

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<ArrayEvent> action) => Document.TypeObservers.Observe(this, action);
}
