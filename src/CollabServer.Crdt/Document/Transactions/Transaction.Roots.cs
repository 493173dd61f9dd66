using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;
using CollabServer.Crdt.Store;
using Array = CollabServer.Crdt.Document.Types.Arrays.Array;
using Map = CollabServer.Crdt.Document.Types.Maps.Map;
using Text = CollabServer.Crdt.Document.Types.Texts.Text;

namespace CollabServer.Crdt.Document.Transactions;

/// <content>Roots inside an open transaction: null if there is none of that name, an exception if it is something else.</content>
public sealed partial class Transaction
{
    /// <summary>The root of that name as a text; null if nothing has that name yet.</summary>
    /// <exception cref="YDotNetException">The root is of another kind.</exception>
    public Text? GetText(string name) => Root(name, TypeKind.Text, type => new Text(Doc, type));

    /// <summary>The root of that name as a map; null if nothing has that name yet.</summary>
    /// <exception cref="YDotNetException">The root is of another kind.</exception>
    public Map? GetMap(string name) => Root(name, TypeKind.Map, type => new Map(Doc, type));

    /// <summary>The root of that name as an array; null if nothing has that name yet.</summary>
    /// <exception cref="YDotNetException">The root is of another kind.</exception>
    public Array? GetArray(string name) => Root(name, TypeKind.Array, type => new Array(Doc, type));

    /// <summary>The root of that name as an XML fragment; null if nothing has that name yet.</summary>
    /// <exception cref="YDotNetException">The root is of another kind.</exception>
    public XmlFragment? GetXmlFragment(string name) => Root(name, TypeKind.XmlFragment, type => new XmlFragment(Doc, type));

    /// <summary>The root of that name as an XML element; null if nothing has that name yet.</summary>
    /// <exception cref="YDotNetException">The root is of another kind.</exception>
    public XmlElement? GetXmlElement(string name) => Root(name, TypeKind.XmlElement, type => new XmlElement(Doc, type));

    /// <summary>The root of that name as an XML text; null if nothing has that name yet.</summary>
    /// <exception cref="YDotNetException">The root is of another kind.</exception>
    public XmlText? GetXmlText(string name) => Root(name, TypeKind.XmlText, type => new XmlText(Doc, type));

    private T? Root<T>(string name, TypeKind kind, Func<int, T> create)
        where T : Branch
    {
        ThrowIfDisposed();
        return Doc.FindRoot(name, kind, create);
    }
}
