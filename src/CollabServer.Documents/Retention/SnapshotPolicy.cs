using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Retention;

/// <summary>Which snapshots may go.</summary>
internal static class SnapshotPolicy
{
    public static IReadOnlyList<long> Removable(
        IReadOnlyCollection<SnapshotInfo> stored, long trimmedThrough, HistoryOptions options, DateTimeOffset now)
    {
        var needed = Needed(stored, trimmedThrough).ToHashSet();
        var newestCheckpoints = stored.Where(info => info.Kind == SnapshotKind.Checkpoint)
            .OrderByDescending(info => info.Seq)
            .Take(options.KeepCheckpoints ?? int.MaxValue)
            .Select(info => info.Id)
            .ToHashSet();
        return [.. stored.Where(info => !needed.Contains(info.Id) && !IsKept(info)).Select(info => info.Id)];

        bool IsKept(SnapshotInfo info) => info.Kind switch
        {
            SnapshotKind.Checkpoint => newestCheckpoints.Contains(info.Id),
            SnapshotKind.Version => IsYoung(info, options.KeepVersions),
            SnapshotKind.BeforeRestore => IsYoung(info, options.KeepSafetyVersions),
            _ => true,
        };

        bool IsYoung(SnapshotInfo info, TimeSpan? age) => age is null || info.CreatedAt >= now - age;
    }

    /// <summary>The oldest that a thinned log can be replayed from, so that every moment after it can be read; and the two newest, in case one is damaged.</summary>
    public static IEnumerable<long> Needed(IReadOnlyCollection<SnapshotInfo> stored, long trimmedThrough)
    {
        var usable = stored.Where(info => info.Seq >= trimmedThrough).GroupBy(info => info.Seq).OrderByDescending(at => at.Key).ToList();
        return usable.Take(2).Concat(trimmedThrough > 0 ? usable.TakeLast(1) : []).SelectMany(at => at.Select(info => info.Id));
    }
}
