using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>One step of a change of a text, counted from where the previous one ended.</summary>
public sealed class EventDelta
{
    internal EventDelta(EventDeltaTag tag, uint length, Output? insert, IReadOnlyDictionary<string, Output> attributes)
    {
        Tag = tag;
        Length = length;
        Insert = insert;
        Attributes = attributes;
    }

    /// <summary>What this step does.</summary>
    public EventDeltaTag Tag { get; }

    /// <summary>UTF-16 code units (or what <see cref="Options.DocOptions.Encoding"/> says) added, removed or passed; an embedded object counts one.</summary>
    public uint Length { get; }

    /// <summary>What was added: a string or an embedded object.</summary>
    public Output? Insert { get; }

    /// <summary>Of an addition, its formatting; of a retain, what changed in the formatting of the units passed, null for what was taken away.</summary>
    public IReadOnlyDictionary<string, Output> Attributes { get; }
}
