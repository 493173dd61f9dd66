using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Texts.Events;

namespace CollabServer.Crdt.Document.Types.Texts;

/// <summary>
/// A shared text with formatting. Indexes and lengths count UTF-16 code units, unless the document's
/// <see cref="Options.DocOptions.Encoding"/> says otherwise; an embedded object counts one.
/// </summary>
public sealed class Text : Branch
{
    internal Text(Doc document, int type)
        : base(document, type)
    {
    }

    /// <summary>UTF-16 code units, embedded objects counting one each.</summary>
    public uint Length(Transaction transaction) => TextUnits.Length(this, transaction);

    /// <summary>
    /// Inserts a string. <paramref name="attributes"/> is an <see cref="Input.Object"/>; without it the string takes the formatting of what is
    /// left of it. Lone surrogates become U+FFFD, which is what every other replica would see.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length. (YDotNet appends then, without a word.)</exception>
    public void Insert(Transaction transaction, uint index, string value, Input? attributes = null) =>
        TextEditing.Insert(this, transaction, TextUnits.ToUtf16(this, transaction, index), value, attributes);

    /// <summary>Inserts an object, for example an image. It does not take over the formatting of what is left of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length.</exception>
    public void InsertEmbed(Transaction transaction, uint index, Input content, Input? attributes = null) =>
        TextEditing.InsertEmbed(this, transaction, TextUnits.ToUtf16(this, transaction, index), content, attributes);

    /// <summary>Removes a range. Half of a surrogate pair leaves U+FFFD in the place of the other half.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the end.</exception>
    public void RemoveRange(Transaction transaction, uint index, uint length)
    {
        (index, length) = TextUnits.ToUtf16(this, transaction, index, length);
        TextEditing.Remove(this, transaction, index, length);
    }

    /// <summary>Sets attributes of a range; the value null removes one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the end.</exception>
    public void Format(Transaction transaction, uint index, uint length, Input attributes)
    {
        (index, length) = TextUnits.ToUtf16(this, transaction, index, length);
        TextEditing.Format(this, transaction, index, length, attributes);
    }

    /// <summary>
    /// The text in runs of equal formatting; embedded objects are runs of their own. Each has all its attributes, so that a text whose many marks
    /// change often, as a hostile client may send it, gives much more than it holds; <see cref="String"/> does not.
    /// </summary>
    public TextChunks Chunks(Transaction transaction) => TextReading.Chunks(this, transaction);

    /// <summary>The text without formatting and embedded objects.</summary>
    public string String(Transaction transaction) => TextReading.String(Read(transaction), TypeIndex);

    /// <summary>A position that moves with the content. A read transaction is enough.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length.</exception>
    public StickyIndex? StickyIndex(Transaction transaction, uint index, StickyAssociationType associationType) =>
        StickyIndexes.StickyIndex.At(this, transaction, TextUnits.ToUtf16(this, transaction, index), associationType);

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<TextEvent> action) => Document.TypeObservers.Observe(this, action);
}
