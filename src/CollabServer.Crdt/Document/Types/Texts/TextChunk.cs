using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.Texts;

/// <summary>A run of text with equal formatting, or an embedded object.</summary>
public sealed class TextChunk
{
    internal TextChunk(Output data, bool isEmbed, IReadOnlyDictionary<string, Output> attributes)
    {
        Data = data;
        IsEmbed = isEmbed;
        Attributes = attributes;
    }

    /// <summary>A string, or the embedded object.</summary>
    public Output Data { get; }

    /// <summary>Counts as one unit and is not part of the string, even if it is a string itself.</summary>
    public bool IsEmbed { get; }

    /// <summary>The formatting: values by name, in the order their marks came into force.</summary>
    public IReadOnlyDictionary<string, Output> Attributes { get; }
}
