using System.ComponentModel.DataAnnotations;

namespace CollabServer.Documents.Retention;

/// <summary>How much of the past is kept. Unset means for ever, and nothing is set by default.</summary>
public sealed class HistoryOptions
{
    /// <summary>
    /// Log entries are removed when they are older than this, one hour at least. Moments before are gone then, unless they are versions;
    /// the document itself loses nothing. Default: unset, all are kept.
    /// </summary>
    [DurationRange("01:00:00", "36500.00:00:00")]
    public TimeSpan? KeepUpdates { get; set; }

    /// <summary>How many checkpoints of a document are kept, two at least. Default: unset, all are kept.</summary>
    [Range(2, 1_000_000)]
    public int? KeepCheckpoints { get; set; }

    /// <summary>Versions are removed when they are older than this. Default: unset, all are kept.</summary>
    [DurationRange("01:00:00", "36500.00:00:00")]
    public TimeSpan? KeepVersions { get; set; }

    /// <summary>The same for the safety versions that are taken before a restore. Default: unset, all are kept.</summary>
    [DurationRange("01:00:00", "36500.00:00:00")]
    public TimeSpan? KeepSafetyVersions { get; set; }

    /// <summary>
    /// A log is thinned when it has at least this many entries that may go: before that everything stored of the document is verified, which
    /// should be worth it. Default 1,000.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int ThinAfterEntries { get; set; } = 1_000;

    /// <summary>How often all documents are looked at; each server draws between half and one and a half of it. Default 6 h.</summary>
    [DurationRange("00:00:01", "30.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Something may be removed.</summary>
    internal bool IsLimited => KeepUpdates is not null || KeepCheckpoints is not null || KeepVersions is not null || KeepSafetyVersions is not null;
}
