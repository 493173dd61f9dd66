namespace CollabServer.Sockets;

/// <summary>
/// What all sockets together may hold of messages that are still arriving or wait for their document. Each socket has a limit of its own, but
/// many clients that begin large messages and do not finish them would fill the memory all the same. Thread-safe.
/// </summary>
internal sealed class ReceiveBudget(long limitBytes)
{
    private long _takenBytes;

    public long TakenBytes => Volatile.Read(ref _takenBytes);

    /// <summary>False when there is no room for so much, and then nothing was taken.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _takenBytes, bytes) <= limitBytes)
        {
            return true;
        }

        Interlocked.Add(ref _takenBytes, -bytes);
        return false;
    }

    public void GiveBack(long bytes) => Interlocked.Add(ref _takenBytes, -bytes);
}
