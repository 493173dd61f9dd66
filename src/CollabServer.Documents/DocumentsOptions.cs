using System.ComponentModel.DataAnnotations;

namespace CollabServer.Documents;

/// <summary>How documents live: when they are unloaded, checkpointed, called unsaved.</summary>
public sealed class DocumentsOptions : IValidatableObject
{
    /// <summary>A native client must say hello within this time. Default 5 s.</summary>
    [DurationRange("00:00:00.1", "00:10:00")]
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A document that nobody has open, and that is saved, leaves memory after this time. Default 30 s.</summary>
    [DurationRange("00:00:00.01", "1.00:00:00")]
    public TimeSpan UnloadAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Editors are told "not saved" when an edit has waited this long for the log. Must stay below a second to keep our promise. Default 700 ms.</summary>
    [DurationRange("00:00:00.05", "00:01:00")]
    public TimeSpan NotSavedAfter { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>A restore waits this long for its safety version while edits are held back, then gives up. Default 10 s.</summary>
    [DurationRange("00:00:00.1", "00:05:00")]
    public TimeSpan RestoreTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The store must say within this time whether it knows a document, or the join fails: a database that does not answer is found out
    /// before a user gives up. Default 2 s.
    /// </summary>
    [DurationRange("00:00:00.1", "00:10:00")]
    public TimeSpan FirstAnswerTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Reading a document may take this long after that. Default 30 s.</summary>
    [DurationRange("00:00:00.1", "00:10:00")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Log entries after which a checkpoint is taken. Default 500.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointAfterUpdates { get; set; } = 500;

    /// <summary>Bytes of log entries after which a checkpoint is taken. Default 1 MiB.</summary>
    [Range(1, long.MaxValue)]
    public long CheckpointAfterBytes { get; set; } = 1024 * 1024;

    /// <summary>A document with at least <see cref="IdleCheckpointAfterUpdates"/> new log entries is checkpointed when it has been quiet for this long. Default 10 s.</summary>
    [DurationRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan CheckpointWhenIdleFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Fewer new log entries than this are cheaper to replay than to checkpoint. Default 50.</summary>
    [Range(1, 1_000_000)]
    public int IdleCheckpointAfterUpdates { get; set; } = 50;

    /// <summary>First pause between attempts to write to a log that fails; it doubles from there. Default 50 ms.</summary>
    [DurationRange("00:00:00.001", "00:10:00")]
    public TimeSpan RetryFirstDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause between attempts to write to a log that fails. Default 5 s.</summary>
    [DurationRange("00:00:00.001", "01:00:00")]
    public TimeSpan RetryLongestDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>An append that takes longer is given up and tried again; whether it was written is then unknown. Default 10 s.</summary>
    [DurationRange("00:00:00.1", "00:10:00")]
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the store is asked whether somebody else has written to documents that are open here, put them under quarantine or released them; each
    /// look draws between half and one and a half of it. Default 3 s.
    /// </summary>
    [DurationRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>What sessions are told to wait before they reconnect when the server stops; each document draws between half and one and a half of it. Default 1 s.</summary>
    [DurationRange("00:00:00", "00:10:00")]
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a graceful stop waits for the log. Default 5 s.</summary>
    [DurationRange("00:00:00", "00:10:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (RetryFirstDelay > RetryLongestDelay)
        {
            yield return new ValidationResult($"{nameof(RetryFirstDelay)} is longer than {nameof(RetryLongestDelay)}.");
        }

        if (FirstAnswerTimeout > LoadTimeout)
        {
            yield return new ValidationResult($"{nameof(FirstAnswerTimeout)} is longer than {nameof(LoadTimeout)}.");
        }
    }
}
