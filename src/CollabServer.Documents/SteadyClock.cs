namespace CollabServer.Documents;

/// <summary>
/// Time for deadlines and pauses: the clock as it was at first, and what has passed since. Whoever sets the machine's clock, back or forward,
/// neither puts off an attempt nor makes it hurry. Thread-safe.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public DateTimeOffset Now => _began + time.GetElapsedTime(_timestamp);
}
