using CollabServer.Crdt.Document.Transactions;

namespace CollabServer.Crdt.Document;

/// <summary>
/// One writer or any number of readers. Nobody waits: who may not enter is told so. A writer that nobody can reach any more, because it was
/// never disposed of, may be taken over. Thread-safe.
/// </summary>
internal sealed class AccessGate
{
    private readonly WeakReference<Transaction?> _writer = new(null);

    /// <summary>Number of readers, or minus the number of the writer: no two writers ever have the same.</summary>
    private long _state;
    private long _writers;

    /// <summary>Number of the writer that <see cref="_writer"/> refers to.</summary>
    private long _known;

    public bool IsOpen => Volatile.Read(ref _state) != 0;

    /// <summary>False if somebody else is in.</summary>
    public bool TryEnterWrite(Transaction writer)
    {
        var number = Interlocked.Increment(ref _writers);
        if (Interlocked.CompareExchange(ref _state, -number, 0) != 0)
        {
            return false;
        }

        _writer.SetTarget(writer);
        Volatile.Write(ref _known, number);
        return true;
    }

    /// <summary>False if a writer is in.</summary>
    public bool TryEnterRead()
    {
        for (var seen = Volatile.Read(ref _state); seen >= 0;)
        {
            var before = Interlocked.CompareExchange(ref _state, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>True if the writer was lost; the caller is the writer now.</summary>
    public bool TryTakeOver()
    {
        var state = Volatile.Read(ref _state);
        return state < 0
            && Volatile.Read(ref _known) == -state
            && !_writer.TryGetTarget(out _)
            && Interlocked.CompareExchange(ref _state, -Interlocked.Increment(ref _writers), state) == state;
    }

    public void ExitWrite() => Volatile.Write(ref _state, 0);

    public void ExitRead() => Interlocked.Decrement(ref _state);
}
