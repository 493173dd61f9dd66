namespace CollabServer.Documents.Tests.Simulation;

/// <summary>All chance in a simulation comes from here, and all of it from one seed.</summary>
internal sealed class Dice(int seed)
{
    public Random Random { get; } = new(seed);

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public int Below(int end) => Random.Next(end);

    public int Between(int first, int last) => Random.Next(first, last + 1);

    public TimeSpan Milliseconds(double from, double to) => TimeSpan.FromMicroseconds(Math.Round(1000 * (from + (Random.NextDouble() * (to - from)))));

    /// <summary>Usually short, now and then many times that, as networks and disks are.</summary>
    public TimeSpan Latency(double milliseconds) =>
        Chance(0.03) ? Milliseconds(milliseconds, milliseconds * 40) : Milliseconds(milliseconds / 10, milliseconds * 2);

    public T Pick<T>(IReadOnlyList<T> from) => from[Random.Next(from.Count)];

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
