namespace CollabServer.Storage.Model;

/// <summary>Times as both databases keep them: UTC, whole microseconds.</summary>
internal static class StoredTime
{
    public static DateTime ToUtcDateTime(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    public static DateTimeOffset Truncate(DateTimeOffset time) => new(ToUtcDateTime(time));

    // Exact also before 1970: the ticks between two whole microseconds are a multiple of ten.
    public static long ToUnixMicroseconds(DateTimeOffset time) =>
        (ToUtcDateTime(time).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromUnixMicroseconds(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
