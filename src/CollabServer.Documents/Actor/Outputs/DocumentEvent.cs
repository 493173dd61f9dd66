using CollabServer.Protocol;

namespace CollabServer.Documents.Actor.Outputs;

/// <summary>Something worth a log line or a measurement.</summary>
internal abstract record DocumentEvent : DocumentOutput
{
    /// <summary>A batch of updates was accepted, logged and broadcast.</summary>
    internal sealed record UpdatesAccepted(int Count, long Bytes) : DocumentEvent;

    internal sealed record UpdateRefused(CloseCode Reason) : DocumentEvent;

    /// <summary>Edits wait for the log longer than editors should have to believe in it.</summary>
    internal sealed record NotSaving(long UnsavedBytes) : DocumentEvent;

    internal sealed record SavingAgain : DocumentEvent;

    internal sealed record AppendRefused(string Reason) : DocumentEvent;

    /// <summary>Log entries appeared that this process did not write.</summary>
    internal sealed record ForeignEntries(long FirstSeq, long LastSeq) : DocumentEvent;

    internal sealed record CheckpointFailed(long Seq, Exception Error, TimeSpan RetryAfter) : DocumentEvent;

    internal sealed record Restored(long Seq, string? RestoredBy) : DocumentEvent;
}
