using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types.Events;

/// <summary>One step of a change of a list, counted from where the previous one ended.</summary>
public sealed class EventChange
{
    internal EventChange(EventChangeTag tag, uint length, IReadOnlyList<Output> values)
    {
        Tag = tag;
        Length = length;
        Values = values;
    }

    /// <summary>What this step does.</summary>
    public EventChangeTag Tag { get; }

    /// <summary>Units added, removed or passed.</summary>
    public uint Length { get; }

    /// <summary>What was added; empty for the other steps.</summary>
    public IReadOnlyList<Output> Values { get; }
}
