namespace CollabServer.Documents.Log.Writing;

/// <summary>Pauses between attempts: doubling from <paramref name="first"/> to <paramref name="longest"/>, each drawn from its upper half so that writers do not knock in step.</summary>
internal sealed class RetryBackoff(TimeSpan first, TimeSpan longest, Random random)
{
    private const int MostDoublings = 30;

    public TimeSpan Longest => longest;

    /// <param name="failures">Failures in a row so far, at least 1.</param>
    public TimeSpan After(int failures)
    {
        var ceiling = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, MostDoublings)));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (random.NextDouble() / 2)));
    }
}
