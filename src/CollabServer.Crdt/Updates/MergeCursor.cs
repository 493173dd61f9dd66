namespace CollabServer.Crdt.Updates;

/// <summary>A place among the structs of one update; steps over skips, which merging works out anew.</summary>
internal sealed class MergeCursor(int position, int end)
{
    public int Position { get; private set; } = position;

    public bool IsDone => Position >= end;

    /// <summary>False if nothing but skips is left.</summary>
    public bool SkipSkips(DecodedUpdate update)
    {
        while (Position < end && update[Position].IsSkip)
        {
            Position++;
        }

        return Position < end;
    }

    public void Next(DecodedUpdate update)
    {
        Position++;
        SkipSkips(update);
    }
}
