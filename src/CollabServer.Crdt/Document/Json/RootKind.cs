namespace CollabServer.Crdt.Document.Json;

/// <summary>What a root of a document is.</summary>
public enum RootKind
{
    Array,
    Map,
    Text,
    XmlFragment,
    XmlElement,
    XmlText,
}
