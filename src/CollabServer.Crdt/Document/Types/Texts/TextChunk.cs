using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.Texts;

/// <summary>A run of text with equal formatting, or an embedded object.</summary>
public sealed class TextChunk
{
    internal TextChunk(Output data, IReadOnlyDictionary<string, Output> attributes)
    {
        Data = data;
        Attributes = attributes;
    }

    public Output Data { get; }

    public IReadOnlyDictionary<string, Output> Attributes { get; }
}
