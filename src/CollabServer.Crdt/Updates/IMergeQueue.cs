namespace CollabServer.Crdt.Updates;

/// <summary>Says which of the updates being merged gives the next struct.</summary>
internal interface IMergeQueue
{
    void Add(MergeCursor cursor);

    bool TryTake(out MergeCursor cursor);

    /// <summary>Back in after it moved; among equals it comes first.</summary>
    void AddInFront(MergeCursor cursor);
}
