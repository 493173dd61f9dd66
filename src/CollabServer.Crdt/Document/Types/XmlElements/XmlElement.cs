using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.XmlElements.Events;
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

    /// <summary>Sets an attribute, replacing the value it has.</summary>
    public void InsertAttribute(Transaction transaction, string name, string value) =>
        KeyedValues.Set(this, transaction, name, Input.String(value));

    /// <summary>Sets an attribute to any value, not only a string. (YDotNet knows strings alone.)</summary>
    public void InsertAttribute(Transaction transaction, string name, Input value) => KeyedValues.Set(this, transaction, name, value);

    /// <summary>Removes an attribute; nothing happens if there is none of that name.</summary>
    public void RemoveAttribute(Transaction transaction, string name) => KeyedValues.Remove(this, transaction, name);

    /// <summary>An attribute as text: strings as they are, other values as JavaScript turns them into strings. Null if there is none.</summary>
    public string? GetAttribute(Transaction transaction, string name) =>
        KeyedValues.Get(this, transaction, name) is { } value ? XmlPrinter.TextOf(value) : null;

    /// <summary>An attribute as the value it is; null if there is none.</summary>
    public Output? GetAttributeValue(Transaction transaction, string name) => KeyedValues.Get(this, transaction, name);

    /// <summary>The attributes.</summary>
    public XmlAttributeIterator Iterate(Transaction transaction) => new(KeyedValues.Values(this, Checked(transaction)));

    /// <summary>What comes before it among the children of the same parent; null if it is the first, or a root.</summary>
    public Output? PreviousSibling(Transaction transaction) => XmlTree.Sibling(this, transaction, forward: false);

    /// <summary>What comes after it among the children of the same parent; null if it is the last, or a root.</summary>
    public Output? NextSibling(Transaction transaction) => XmlTree.Sibling(this, transaction, forward: true);

    /// <summary>The element this one is a child of; null if it lies in a fragment, map or array.</summary>
    public XmlElement? Parent(Transaction transaction) => XmlTree.Parent(this, transaction) as XmlElement;

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<XmlElementEvent> action) => Document.TypeObservers.Observe(this, action);
}
