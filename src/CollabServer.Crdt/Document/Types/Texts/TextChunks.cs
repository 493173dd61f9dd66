using System.Collections.ObjectModel;

namespace CollabServer.Crdt.Document.Types.Texts;

/// <summary>A text as a list of runs.</summary>
public sealed class TextChunks : ReadOnlyCollection<TextChunk>
{
    internal TextChunks(IList<TextChunk> chunks)
        : base(chunks)
    {
    }
}
