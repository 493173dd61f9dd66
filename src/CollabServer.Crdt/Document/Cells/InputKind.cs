namespace CollabServer.Crdt.Document.Cells;

internal enum InputKind
{
    /// <summary>Goes into a list together with its plain neighbours.</summary>
    Plain,

    /// <summary>Bytes and subdocuments have content kinds of their own.</summary>
    Bytes,
    Doc,
    Array,
    Map,
    Text,
    XmlElement,
    XmlText,
    XmlFragment,
}
