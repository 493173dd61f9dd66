using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types;

/// <summary>One change of a text, counted from where the previous one ended: exactly one of insert (text or embed), retain, delete.</summary>
internal readonly record struct DeltaStep
{
    public string? Text { get; init; }

    public Input? Embed { get; init; }

    public long Retain { get; init; }

    public long Delete { get; init; }

    public Input? Attributes { get; init; }
}
