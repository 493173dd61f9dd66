namespace CollabServer.Crdt.Document.Options;

/// <summary>
/// The unit in which a document counts text: indexes and lengths of <see cref="Types.Texts.Text"/> and
/// <see cref="Types.XmlTexts.XmlText"/>, their events and sticky indexes. Everything else (clocks, the wire, arrays, XML children) is the
/// same whatever is chosen, and replicas may choose differently.
/// </summary>
public enum DocEncoding
{
    /// <summary>Bytes of UTF-8. An index costs a walk through the text.</summary>
    Utf8 = 0,

    /// <summary>UTF-16 code units, as in .NET and JavaScript strings. The default, and the only one without conversion.</summary>
    Utf16 = 1,

    /// <summary>Unicode code points. An index costs a walk through the text.</summary>
    Utf32 = 2,
}
