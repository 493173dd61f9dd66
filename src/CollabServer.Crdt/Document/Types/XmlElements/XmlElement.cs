using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.Events;
using CollabServer.Crdt.Document.Types.XmlFragments;

namespace CollabServer.Crdt.Document.Types.XmlElements;

/// <summary>An XML element: a tag, attributes, children. Attribute values are usually strings but may be anything.</summary>
public sealed class XmlElement : XmlFragment
{
    internal XmlElement(Doc document, int type)
        : base(document, type)
    {
    }

    /// <summary>The tag as it was given. A root element has none; Yjs calls it <c>UNDEFINED</c>.</summary>
    public string? Tag(Transaction transaction) => XmlTree.TagOf(Read(transaction), TypeIndex);

    public void InsertAttribute(Transaction transaction, string name, string value) =>
        KeyedValues.Set(this, transaction, name, Input.String(value));

    public void InsertAttribute(Transaction transaction, string name, Input value) => KeyedValues.Set(this, transaction, name, value);

    public void RemoveAttribute(Transaction transaction, string name) => KeyedValues.Remove(this, transaction, name);

    /// <summary>An attribute as text: strings as they are, other values as JavaScript turns them into strings. Null if there is none.</summary>
    public string? GetAttribute(Transaction transaction, string name) =>
        KeyedValues.Get(this, transaction, name) is { } value ? XmlPrinter.TextOf(value) : null;

    /// <summary>An attribute as the value it is; null if there is none.</summary>
    public Output? GetAttributeValue(Transaction transaction, string name) => KeyedValues.Get(this, transaction, name);

    public XmlAttributeIterator Iterate(Transaction transaction) => new(KeyedValues.Values(this, transaction));

    public Output? PreviousSibling(Transaction transaction) => XmlTree.Sibling(this, transaction, forward: false);

    public Output? NextSibling(Transaction transaction) => XmlTree.Sibling(this, transaction, forward: true);

    /// <summary>The element this one is a child of; null if it lies in a fragment, map or array.</summary>
    public XmlElement? Parent(Transaction transaction) => XmlTree.Parent(this, transaction) as XmlElement;

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<XmlElementEvent> action) => Document.TypeObservers.Observe(this, action);
}
