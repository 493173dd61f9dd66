namespace CollabServer.Documents.Actor;

/// <summary>What is to happen when the log has reached a position. Positions only rise, so first come is first served.</summary>
internal sealed class DurableWaits(Watermarks watermarks)
{
    private readonly Queue<(long Position, Action<long> Then)> _waits = new();

    public int Count => _waits.Count;

    /// <summary>Nothing is released: the document lacks something that the log has.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Calls <paramref name="then"/> with the sequence number that everything accepted so far has reached, now or when it is durable.</summary>
    public void WhenDurable(Action<long> then)
    {
        if (watermarks.IsSaved && !IsHeld)
        {
            then(watermarks.DurableSeq);
        }
        else
        {
            _waits.Enqueue((watermarks.Accepted, then));
        }
    }

    /// <summary>Call after every commit, and when nothing is held any more.</summary>
    public void Release()
    {
        while (!IsHeld && _waits.TryPeek(out var next) && next.Position <= watermarks.Durable)
        {
            _waits.Dequeue().Then(watermarks.SeqAt(next.Position));
        }
    }
}
