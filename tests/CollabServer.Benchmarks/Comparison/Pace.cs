namespace CollabServer.Benchmarks.Comparison;

/// <summary>How often to run before and while measuring; tests/bench-peers/measure.mjs has the same numbers.</summary>
internal sealed record Pace(int WarmUp, TimeSpan WarmUpTime, int Runs, TimeSpan Budget)
{
    public static Pace Usual { get; } = new(3, TimeSpan.FromMilliseconds(300), 51, TimeSpan.FromSeconds(3));

    /// <summary>Operations well below a millisecond and some above.</summary>
    public static Pace Many { get; } = Usual with { Runs = 201 };

    /// <summary>Operations of seconds.</summary>
    public static Pace Few { get; } = new(1, TimeSpan.Zero, 5, TimeSpan.FromSeconds(12));
}
