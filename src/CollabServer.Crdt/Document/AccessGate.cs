namespace CollabServer.Crdt.Document;

/// <summary>
/// One writer or any number of readers. Nobody waits: who may not enter is told so. Thread-safe.
/// <para>
/// There is one key for writing. A writer's transaction alone holds it and gives it back when it ends. When the garbage collector has taken the
/// key, the transaction was lost without having been ended, and whoever comes next may take over. A reader's lease does the same for itself.
/// </para>
/// </summary>
internal sealed class AccessGate
{
    private const int Writing = -1;
    private const int TakingOver = -2;

    private readonly WeakReference<object> _key;

    /// <summary>The key while nobody writes.</summary>
    private object? _idleKey = new();

    /// <summary>A lease that was given back: reading makes no garbage.</summary>
    private ReaderLease? _idleLease;

    /// <summary>Number of readers, or one of the constants.</summary>
    private int _state;

    public AccessGate() => _key = new WeakReference<object>(_idleKey!);

    /// <summary>The key; null if somebody else is in.</summary>
    public object? TryEnterWrite()
    {
        if (Interlocked.CompareExchange(ref _state, Writing, 0) != 0)
        {
            return null;
        }

        var key = _idleKey;
        _idleKey = null;
        return key;
    }

    public void ExitWrite(object key)
    {
        _idleKey = key;
        Volatile.Write(ref _state, 0);
    }

    /// <summary>Null if a writer is in.</summary>
    public ReaderLease? TryEnterRead()
    {
        for (var seen = Volatile.Read(ref _state); seen >= 0;)
        {
            var before = Interlocked.CompareExchange(ref _state, seen + 1, seen);
            if (before == seen)
            {
                var lease = Interlocked.Exchange(ref _idleLease, null) ?? new ReaderLease(this);
                lease.IsActive = true;
                return lease;
            }

            seen = before;
        }

        return null;
    }

    public void ExitRead(ReaderLease lease)
    {
        lease.IsActive = false;
        Volatile.Write(ref _idleLease, lease);
        ExitRead();
    }

    public void ExitRead() => Interlocked.Decrement(ref _state);

    /// <summary>A new key if the writer was lost: the caller is the writer now. Otherwise null.</summary>
    public object? TryTakeOver()
    {
        if (Volatile.Read(ref _state) != Writing
            || _key.TryGetTarget(out _)
            || Interlocked.CompareExchange(ref _state, TakingOver, Writing) != Writing)
        {
            return null;
        }

        if (_key.TryGetTarget(out _))
        {
            // Others were faster: this is the next writer, unless it has gone meanwhile.
            _ = Interlocked.CompareExchange(ref _state, Writing, TakingOver);
            return null;
        }

        var key = new object();
        _key.SetTarget(key);
        return key;
    }
}
