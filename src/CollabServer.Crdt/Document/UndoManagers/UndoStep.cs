namespace CollabServer.Crdt.Document.UndoManagers;

/// <summary>What one undo takes back: insertions are deleted and deletions inserted again.</summary>
internal sealed class UndoStep(ClockRanges insertions, ClockRanges deletions)
{
    public ClockRanges Insertions { get; } = insertions;

    public ClockRanges Deletions { get; } = deletions;

    public void Add(UndoStep next)
    {
        Insertions.Add(next.Insertions);
        Deletions.Add(next.Deletions);
    }
}
