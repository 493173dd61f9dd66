namespace CollabServer.Crdt.Document.Json;

/// <summary>What a root of a document is.</summary>
public enum RootKind
{
    /// <summary>Opened with <see cref="Doc.Array"/>.</summary>
    Array,
    /// <summary>Opened with <see cref="Doc.Map"/>.</summary>
    Map,
    /// <summary>Opened with <see cref="Doc.Text"/>.</summary>
    Text,
    /// <summary>Opened with <see cref="Doc.XmlFragment"/>.</summary>
    XmlFragment,
    /// <summary>Opened with <see cref="Doc.XmlElement"/>.</summary>
    XmlElement,
    /// <summary>Opened with <see cref="Doc.XmlText"/>.</summary>
    XmlText,
}
