using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlElements.Trees;
using CollabServer.Crdt.Document.Types.XmlFragments.Events;
using CollabServer.Crdt.Document.Types.XmlTexts;

namespace CollabServer.Crdt.Document.Types.XmlFragments;

/// <summary>A list of XML nodes without a tag of its own: what rich-text editors keep their document in.</summary>
public class XmlFragment : Branch
{
    internal XmlFragment(Doc document, int type)
        : base(document, type)
    {
    }

    /// <summary>Number of direct children.</summary>
    public uint ChildLength(Transaction transaction) => LengthIn(Read(transaction));

    /// <summary>Inserts an empty text as a child and returns it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the number of children.</exception>
    public XmlText InsertText(Transaction transaction, uint index) => (XmlText)InsertNode(transaction, index, Input.XmlText(""));

    /// <summary>Inserts an empty element as a child and returns it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is greater than the number of children.</exception>
    public XmlElement InsertElement(Transaction transaction, uint index, string name) =>
        (XmlElement)InsertNode(transaction, index, Input.XmlElement(name));

    /// <summary>Removes children with all they hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches beyond the end.</exception>
    public void RemoveRange(Transaction transaction, uint index, uint length) => ListEditing.Remove(this, transaction, index, length);

    /// <summary>The child at an index; null beyond the end.</summary>
    public Output? Get(Transaction transaction, uint index) => ListEditing.Get(this, transaction, index);

    /// <summary>The first child, null if there is none.</summary>
    public Output? FirstChild(Transaction transaction) => Get(transaction, 0);

    /// <summary>Everything below, depth first, without this node itself. Not into values other than XML.</summary>
    public XmlTreeWalker TreeWalker(Transaction transaction) => new(XmlTree.Descendants(this, Checked(transaction)));

    /// <summary>
    /// The content as Yjs prints it: <c>&lt;tag a="1"&gt;…&lt;/tag&gt;</c>, tags in lower case, attributes sorted, formatting as elements.
    /// Nothing is escaped: for people to look at, not for a browser to interpret.
    /// </summary>
    public string String(Transaction transaction) => XmlPrinter.Print(this, transaction);

    /// <summary>After every transaction that changed this type itself; see <see cref="Branch.ObserveDeep"/>.</summary>
    public IDisposable Observe(Action<XmlFragmentEvent> action) => Document.TypeObservers.Observe(this, action);

    private Branch InsertNode(Transaction transaction, uint index, Input node)
    {
        var row = ListEditing.Insert(this, transaction, index, [node]);
        return Of(Document, Document.Store.TypeHeldBy(row));
    }
}
