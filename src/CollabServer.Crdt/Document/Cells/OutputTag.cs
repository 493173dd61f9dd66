namespace CollabServer.Crdt.Document.Cells;

/// <summary>What an <see cref="Output"/> holds. Plain values are negative, shared types positive.</summary>
public enum OutputTag
{
    Boolean = -8,

    /// <summary>A JavaScript number; integers too.</summary>
    Double = -7,

    /// <summary>A JavaScript BigInt.</summary>
    Long = -6,
    String = -5,
    Bytes = -4,
    JsonArray = -3,
    JsonObject = -2,
    Null = -1,
    Undefined = 0,
    Array = 1,
    Map = 2,
    Text = 3,
    XmlElement = 4,
    XmlText = 5,
    XmlFragment = 6,
    Doc = 7,
}
