namespace CollabServer.Crdt.Document.Cells;

/// <summary>What an <see cref="Output"/> holds. Plain values are negative, shared types positive.</summary>
public enum OutputTag
{
    /// <summary><see cref="Output.Boolean"/>.</summary>
    Boolean = -8,

    /// <summary>A JavaScript number; integers too.</summary>
    Double = -7,

    /// <summary>A JavaScript BigInt.</summary>
    Long = -6,
    /// <summary><see cref="Output.String"/>.</summary>
    String = -5,
    /// <summary><see cref="Output.Bytes"/>.</summary>
    Bytes = -4,
    /// <summary><see cref="Output.JsonArray"/>.</summary>
    JsonArray = -3,
    /// <summary><see cref="Output.JsonObject"/>.</summary>
    JsonObject = -2,
    /// <summary><see cref="Output.Null"/> is true.</summary>
    Null = -1,
    /// <summary><see cref="Output.Undefined"/> is true.</summary>
    Undefined = 0,
    /// <summary><see cref="Output.Array"/>.</summary>
    Array = 1,
    /// <summary><see cref="Output.Map"/>.</summary>
    Map = 2,
    /// <summary><see cref="Output.Text"/>.</summary>
    Text = 3,
    /// <summary><see cref="Output.XmlElement"/>.</summary>
    XmlElement = 4,
    /// <summary><see cref="Output.XmlText"/>.</summary>
    XmlText = 5,
    /// <summary><see cref="Output.XmlFragment"/>.</summary>
    XmlFragment = 6,
    /// <summary><see cref="Output.Doc"/>.</summary>
    Doc = 7,
}
