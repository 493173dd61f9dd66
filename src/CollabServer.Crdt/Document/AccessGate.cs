namespace CollabServer.Crdt.Document;

/// <summary>One writer or any number of readers. Nobody waits: who may not enter is told so. Thread-safe.</summary>
internal sealed class AccessGate
{
    private const int Writing = -1;

    /// <summary>Number of readers, or <see cref="Writing"/>.</summary>
    private int _state;

    public bool IsOpen => Volatile.Read(ref _state) != 0;

    public void EnterWrite()
    {
        if (Interlocked.CompareExchange(ref _state, Writing, 0) != 0)
        {
            throw new YDotNetException("Failed to open a write transaction: another transaction is open.");
        }
    }

    public void EnterRead()
    {
        for (var seen = Volatile.Read(ref _state); ;)
        {
            if (seen == Writing)
            {
                throw new YDotNetException("Failed to open a read transaction: a write transaction is open.");
            }

            var before = Interlocked.CompareExchange(ref _state, seen + 1, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    public void ExitWrite() => Volatile.Write(ref _state, 0);

    public void ExitRead() => Interlocked.Decrement(ref _state);
}
