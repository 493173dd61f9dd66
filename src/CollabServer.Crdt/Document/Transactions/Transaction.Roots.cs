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
    public Text? GetText(string name) => Doc.FindRoot(name, TypeKind.Text, type => new Text(Doc, type));

    public Map? GetMap(string name) => Doc.FindRoot(name, TypeKind.Map, type => new Map(Doc, type));

    public Array? GetArray(string name) => Doc.FindRoot(name, TypeKind.Array, type => new Array(Doc, type));

    public XmlFragment? GetXmlFragment(string name) => Doc.FindRoot(name, TypeKind.XmlFragment, type => new XmlFragment(Doc, type));

    public XmlElement? GetXmlElement(string name) => Doc.FindRoot(name, TypeKind.XmlElement, type => new XmlElement(Doc, type));

    public XmlText? GetXmlText(string name) => Doc.FindRoot(name, TypeKind.XmlText, type => new XmlText(Doc, type));
}
