namespace CollabServer.Documents.Actor;

/// <summary>What is to happen when the log has reached a position. Positions only rise, so first come is first served.</summary>
internal sealed class DurableWaits(Watermarks watermarks)
{
    private readonly Queue<(long Position, Action<long> Then)> _waits = new();

    /// <summary>Durable, and not let go yet. The entry is noted at once: which one it was is known exactly for the newest commit only.</summary>
    private readonly Queue<(long Seq, Action<long> Then)> _due = new();

    public int Count => _waits.Count + _due.Count;

    /// <summary>Nothing is released: the document lacks something that the log has.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Calls <paramref name="then"/> with the sequence number that everything accepted so far has reached, now or when it is durable.</summary>
    public void WhenDurable(Action<long> then)
    {
        if (!watermarks.IsSaved)
        {
            _waits.Enqueue((watermarks.Accepted, then));
        }
        else if (IsHeld)
        {
            _due.Enqueue((watermarks.DurableSeq, then));
        }
        else
        {
            then(watermarks.DurableSeq);
        }
    }

    /// <summary>Call after every commit, and when nothing is held any more.</summary>
    public void Release()
    {
        while (_waits.TryPeek(out var next) && next.Position <= watermarks.Durable)
        {
            _waits.Dequeue();
            _due.Enqueue((watermarks.SeqAt(next.Position), next.Then));
        }

        while (!IsHeld && _due.TryDequeue(out var due))
        {
            due.Then(due.Seq);
        }
    }
}
