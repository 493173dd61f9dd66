using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;
using CollabServer.Crdt.Store;
using Array = CollabServer.Crdt.Document.Types.Arrays.Array;
using Map = CollabServer.Crdt.Document.Types.Maps.Map;
using Text = CollabServer.Crdt.Document.Types.Texts.Text;

namespace CollabServer.Crdt.Document;

/// <content>Roots by name. Opening one decides what it is; that throws while a transaction is open, and when the root is something else already.</content>
public sealed partial class Doc
{
    /// <summary>Gets or creates a root that is a text.</summary>
    /// <exception cref="YDotNetException">A transaction is open, or the root is of another kind.</exception>
    public Text Text(string name) => Open(name, TypeKind.Text, type => new Text(this, type));

    /// <summary>Gets or creates a root that is a map.</summary>
    /// <exception cref="YDotNetException">A transaction is open, or the root is of another kind.</exception>
    public Map Map(string name) => Open(name, TypeKind.Map, type => new Map(this, type));

    /// <summary>Gets or creates a root that is an array.</summary>
    /// <exception cref="YDotNetException">A transaction is open, or the root is of another kind.</exception>
    public Array Array(string name) => Open(name, TypeKind.Array, type => new Array(this, type));

    /// <summary>Gets or creates a root that is an XML fragment.</summary>
    /// <exception cref="YDotNetException">A transaction is open, or the root is of another kind.</exception>
    public XmlFragment XmlFragment(string name) => Open(name, TypeKind.XmlFragment, type => new XmlFragment(this, type));

    /// <summary>Gets or creates a root that is an XML element.</summary>
    /// <exception cref="YDotNetException">A transaction is open, or the root is of another kind.</exception>
    public XmlElement XmlElement(string name) => Open(name, TypeKind.XmlElement, type => new XmlElement(this, type));

    /// <summary>Gets or creates a root that is an XML text.</summary>
    /// <exception cref="YDotNetException">A transaction is open, or the root is of another kind.</exception>
    public XmlText XmlText(string name) => Open(name, TypeKind.XmlText, type => new XmlText(this, type));

    /// <summary>A root that exists; null if nobody ever named it.</summary>
    internal T? FindRoot<T>(string name, TypeKind kind, Func<int, T> create)
        where T : Branch
    {
        ArgumentNullException.ThrowIfNull(name);
        var type = Store.Types.FindRoot(name);
        return type == BlockStore.None ? null : View(type, kind, create);
    }

    private T Open<T>(string name, TypeKind kind, Func<int, T> create)
        where T : Branch
    {
        ArgumentNullException.ThrowIfNull(name);
        using (TryWriteTransaction(origin: null) ?? throw new YDotNetException(
            $"The root '{name}' cannot be opened while a transaction is open. Open it before, or look it up with the transaction."))
        {
            return View(Store.Types.Root(name), kind, create);
        }
    }

    private T View<T>(int type, TypeKind kind, Func<int, T> create)
        where T : Branch
    {
        ref var row = ref Store.Types.Type(type);
        if (row.Kind == TypeKind.Undefined)
        {
            row.Kind = kind;
        }

        if (row.Kind != kind)
        {
            throw new YDotNetException($"Expected '{kind}', got '{row.Kind}'.");
        }

        if (row.Handle is not T { IsDisposed: false } branch)
        {
            branch = create(type);
            row.Handle = branch;
        }

        return branch;
    }
}
