using CollabServer.Documents.Log;

namespace CollabServer.Documents.Actor;

/// <summary>
/// How far a document has come: accepted in memory, and durable in the log. Positions count the updates accepted since the document
/// was loaded; sequence numbers are the log's. "Saved" is a comparison of the two marks and never a flag that somebody has to clear.
/// </summary>
internal sealed class Watermarks(long durableSeq)
{
    private readonly Queue<(long Through, long Bytes, DateTimeOffset AcceptedAt)> _unsaved = new();
    private long _lastCommitFrom;
    private long _lastCommitFirstSeq = durableSeq + 1;

    /// <summary>Updates accepted since the document was loaded.</summary>
    public long Accepted { get; private set; }

    /// <summary>Those of them that are in the log.</summary>
    public long Durable { get; private set; }

    /// <summary>The newest log entry that is known.</summary>
    public long DurableSeq { get; private set; } = durableSeq;

    public long UnsavedBytes { get; private set; }

    /// <summary>Memory that the unsaved updates take.</summary>
    public long UnsavedMemory => UnsavedBytes + ((Accepted - Durable) * NewUpdate.Overhead);

    public bool IsSaved => Durable == Accepted;

    /// <summary>Since when the oldest unsaved update waits.</summary>
    public DateTimeOffset? UnsavedSince => _unsaved.TryPeek(out var oldest) ? oldest.AcceptedAt : null;

    /// <returns>The position of the update.</returns>
    public long Accept(long bytes, DateTimeOffset now)
    {
        Accepted++;
        UnsavedBytes += bytes;
        _unsaved.Enqueue((Accepted, bytes, now));
        return Accepted;
    }

    /// <summary>The log has reached <paramref name="through"/>.</summary>
    /// <returns>The bytes that became durable.</returns>
    public long Commit(long through, long firstSeq, long lastSeq)
    {
        if (through <= Durable || through > Accepted || lastSeq - firstSeq != through - Durable - 1 || firstSeq <= DurableSeq)
        {
            throw new InvalidOperationException(
                $"The log reports entries {firstSeq}–{lastSeq} for positions {Durable + 1}–{through} of {Accepted}, after entry {DurableSeq}.");
        }

        (_lastCommitFrom, _lastCommitFirstSeq) = (Durable, firstSeq);
        (Durable, DurableSeq) = (through, lastSeq);
        var bytes = 0L;
        while (_unsaved.TryPeek(out var oldest) && oldest.Through <= through)
        {
            bytes += _unsaved.Dequeue().Bytes;
        }

        UnsavedBytes -= bytes;
        return bytes;
    }

    /// <summary>The log has grown by entries of others, while nothing of ours is on its way.</summary>
    public void Learn(long lastSeq)
    {
        if (!IsSaved || lastSeq <= DurableSeq)
        {
            throw new InvalidOperationException($"Entry {lastSeq} is no news: {Durable} of {Accepted} positions are durable, up to entry {DurableSeq}.");
        }

        DurableSeq = lastSeq;
    }

    /// <summary>The log entry at a durable position. Exact for positions of the newest commit, and for the newest one; later than exact before that.</summary>
    public long SeqAt(long position)
    {
        if (position > Durable)
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, $"Only {Durable} updates are durable.");
        }

        return position > _lastCommitFrom ? _lastCommitFirstSeq + (position - _lastCommitFrom - 1) : DurableSeq;
    }
}
