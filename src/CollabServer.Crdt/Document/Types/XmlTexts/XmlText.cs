using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Texts;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlTexts.Events;

namespace CollabServer.Crdt.Document.Types.XmlTexts;

/// <summary>
/// A shared text as a node of XML. Indexes and lengths count UTF-16 code units, unless the document's
/// <see cref="Options.DocOptions.Encoding"/> says otherwise; an embedded object counts one.
/// </summary>
public sealed class XmlText : Branch
{
    internal XmlText(Doc document, int type)
        : base(document, type)
    {
    }

    /// <inheritdoc cref="Text.Length"/>
    public uint Length(Transaction transaction) => TextUnits.Length(this, transaction);

    /// <inheritdoc cref="Text.Insert"/>
    public void Insert(Transaction transaction, uint index, string value, Input? attributes = null) =>
        TextEditing.Insert(this, transaction, TextUnits.ToUtf16(this, transaction, index), value, attributes);

    /// <inheritdoc cref="Text.InsertEmbed"/>
    public void InsertEmbed(Transaction transaction, uint index, Input content, Input? attributes = null) =>
        TextEditing.InsertEmbed(this, transaction, TextUnits.ToUtf16(this, transaction, index), content, attributes);

    /// <inheritdoc cref="Text.RemoveRange"/>
    public void RemoveRange(Transaction transaction, uint index, uint length)
    {
        (index, length) = TextUnits.ToUtf16(this, transaction, index, length);
        TextEditing.Remove(this, transaction, index, length);
    }

    /// <inheritdoc cref="Text.Format"/>
    public void Format(Transaction transaction, uint index, uint length, Input attributes)
    {
        (index, length) = TextUnits.ToUtf16(this, transaction, index, length);
        TextEditing.Format(this, transaction, index, length, attributes);
    }

    /// <inheritdoc cref="Text.Chunks"/>
    public TextChunks Chunks(Transaction transaction) => TextReading.Chunks(this, transaction);

    /// <summary>The text as Yjs prints it, with formatting as nested elements; nothing is escaped.</summary>
    public string String(Transaction transaction) => XmlPrinter.Print(this, transaction);

    /// <summary>Sets an attribute, replacing the value it has.</summary>
    public void InsertAttribute(Transaction transaction, string name, string value) =>
        KeyedValues.Set(this, transaction, name, Input.String(value));

    /// <summary>Sets an attribute to any value, not only a string. (YDotNet knows strings alone.)</summary>
    public void InsertAttribute(Transaction transaction, string name, Input value) => KeyedValues.Set(this, transaction, name, value);

    /// <summary>Removes an attribute; nothing happens if there is none of that name.</summary>
    public void RemoveAttribute(Transaction transaction, string name) => KeyedValues.Remove(this, transaction, name);

    /// <inheritdoc cref="XmlElement.GetAttribute"/>
    public string? GetAttribute(Transaction transaction, string name) =>
        KeyedValues.Get(this, transaction, name) is { } value ? XmlPrinter.TextOf(value) : null;

    /// <inheritdoc cref="XmlElement.GetAttributeValue"/>
    public Output? GetAttributeValue(Transaction transaction, string name) => KeyedValues.Get(this, transaction, name);

    /// <summary>The attributes.</summary>
    public XmlAttributeIterator Iterate(Transaction transaction) => new(KeyedValues.Values(this, Checked(transaction)));

    /// <summary>What comes before it among the children of the same parent; null if it is the first, or a root.</summary>
    public Output? PreviousSibling(Transaction transaction) => XmlTree.Sibling(this, transaction, forward: false);

    /// <summary>What comes after it among the children of the same parent; null if it is the last, or a root.</summary>
    public Output? NextSibling(Transaction transaction) => XmlTree.Sibling(this, transaction, forward: true);

    /// <summary>The element this text is a child of; null if it lies in a fragment, map or array.</summary>
    public XmlElement? Parent(Transaction transaction) => XmlTree.Parent(this, transaction) as XmlElement;

    /// <summary>A position that moves with the content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the length.</exception>
    public StickyIndex? StickyIndex(Transaction transaction, uint index, StickyAssociationType associationType) =>
        StickyIndexes.StickyIndex.At(this, transaction, TextUnits.ToUtf16(this, transaction, index), associationType);

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<XmlTextEvent> action) => Document.TypeObservers.Observe(this, action);
}
