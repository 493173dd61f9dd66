namespace CollabServer.Documents.Tests.Simulation;

/// <summary>The clock and everything that will happen, in order: by time, then by when it was planned. One thread, no tasks.</summary>
internal sealed class VirtualTime : TimeProvider
{
    /// <summary>A simulation has a few thousand events; one with this many does not come to rest.</summary>
    private const int MostEvents = 500_000;

    private static readonly DateTimeOffset Start = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long Ticks, long Order)> _events = new();
    private long _order;

    public DateTimeOffset Now { get; private set; } = Start;

    public TimeSpan Elapsed => Now - Start;

    public int Events { get; private set; }

    /// <summary>Two runs with the same fingerprint had the same events at the same times.</summary>
    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    public override DateTimeOffset GetUtcNow() => Now;

    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, (Now.Ticks + Math.Max(0, delay.Ticks), _order++));

    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        while (_events.TryPeek(out _, out var due) && due.Ticks <= end.Ticks)
        {
            var action = _events.Dequeue();
            Now = new DateTimeOffset(due.Ticks, TimeSpan.Zero);
            Fingerprint = (Fingerprint ^ (ulong)due.Ticks ^ ((ulong)due.Order << 40)) * 1099511628211;
            if (++Events > MostEvents)
            {
                throw new ViolationException(Rule.Liveness, "The simulation does not come to rest.");
            }

            action();
        }

        Now = end;
    }
}
