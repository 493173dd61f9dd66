using CollabServer.Documents.Log;
using CollabServer.Protocol;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents;

/// <summary>What this project logs. Event ids 1000–1999.</summary>
internal static partial class DocumentsLog
{
    [LoggerMessage(1000, LogLevel.Information, "Document {Document} loaded at entry {Seq}: snapshot {SnapshotSeq}, {Bytes} bytes in {Milliseconds} ms.")]
    public static partial void LogLoaded(this ILogger logger, DocumentName document, long seq, long snapshotSeq, long bytes, double milliseconds);

    [LoggerMessage(1001, LogLevel.Information, "Document {Document} unloaded.")]
    public static partial void LogUnloaded(this ILogger logger, DocumentName document);

    [LoggerMessage(1002, LogLevel.Error, "Document {Document} could not be loaded; whoever wants it is turned away.")]
    public static partial void LogLoadFailed(this ILogger logger, DocumentName document, Exception error);

    [LoggerMessage(1003, LogLevel.Critical, "Document {Document} failed and was taken down; it is loaded again from the log by whoever opens it next.")]
    public static partial void LogDocumentFailed(this ILogger logger, DocumentName document, Exception error);

    [LoggerMessage(1004, LogLevel.Error, "Snapshot {SnapshotId} of {Document} is damaged; an older one is used with more of the log.")]
    public static partial void LogSnapshotDamaged(this ILogger logger, DocumentName document, long snapshotId, Exception error);

    [LoggerMessage(1005, LogLevel.Error, "Document {Document} is damaged and quarantined: it can be read as far as it is whole, and not be changed. Run doctor. Found: {Reason}")]
    public static partial void LogQuarantined(this ILogger logger, DocumentName document, string reason);

    [LoggerMessage(1006, LogLevel.Error, "The quarantine of {Document} could not be noted in the store; this process keeps to it.")]
    public static partial void LogQuarantineNotNoted(this ILogger logger, DocumentName document, Exception error);

    [LoggerMessage(1007, LogLevel.Warning, "Document {Document} was released from quarantine by {ReleasedBy}; {Lost} log entries are lost.")]
    public static partial void LogReleased(this ILogger logger, DocumentName document, string? releasedBy, long lost);

    [LoggerMessage(1008, LogLevel.Information, "Document {Document} was released from quarantine by somebody else and is loaded anew.")]
    public static partial void LogReleasedElsewhere(this ILogger logger, DocumentName document);

    [LoggerMessage(1010, LogLevel.Warning, "Document {Document} is not saving: {UnsavedBytes} bytes wait for the log.")]
    public static partial void LogNotSaving(this ILogger logger, DocumentName document, long unsavedBytes);

    [LoggerMessage(1011, LogLevel.Information, "Document {Document} is saving again.")]
    public static partial void LogSavingAgain(this ILogger logger, DocumentName document);

    [LoggerMessage(1012, LogLevel.Error, "The log refuses to write document {Document}: {Reason} Its edits are kept in memory and it takes no more.")]
    public static partial void LogAppendRefused(this ILogger logger, DocumentName document, string reason);

    [LoggerMessage(1013, LogLevel.Warning, "Appending {Batches} batches failed ({Outcome}), {Failures} times in a row; trying again.")]
    public static partial void LogAppendFailed(this ILogger logger, WriteOutcome outcome, int batches, int failures, Exception error);

    [LoggerMessage(1014, LogLevel.Information, "The log accepts appends again after {Failures} failures.")]
    public static partial void LogAppendRecovered(this ILogger logger, int failures);

    [LoggerMessage(1015, LogLevel.Error, "The log failed in a way that its contract does not allow; treated as an unknown outcome.")]
    public static partial void LogStoreBrokeContract(this ILogger logger, Exception error);

    [LoggerMessage(1016, LogLevel.Information, "Entries {FirstSeq} to {LastSeq} of document {Document} were written by somebody else and are read from the log.")]
    public static partial void LogForeignEntries(this ILogger logger, DocumentName document, long firstSeq, long lastSeq);

    [LoggerMessage(1017, LogLevel.Warning, "What others have written or released cannot be looked up; trying again until it can.")]
    public static partial void LogLookFailed(this ILogger logger, Exception error);

    [LoggerMessage(1018, LogLevel.Warning, "The store does not answer the last append; whether it was written is unknown.")]
    public static partial void LogAppendAbandoned(this ILogger logger);

    [LoggerMessage(1019, LogLevel.Warning, "Document {Document} has ended; the store does not answer what it was asked before.")]
    public static partial void LogStoreWorkAbandoned(this ILogger logger, DocumentName document);

    [LoggerMessage(1020, LogLevel.Warning, "The checkpoint of {Document} at entry {Seq} failed; trying again in {RetryAfter}.")]
    public static partial void LogCheckpointFailed(this ILogger logger, DocumentName document, long seq, TimeSpan retryAfter, Exception error);

    [LoggerMessage(1021, LogLevel.Information, "Document {Document} was restored by {RestoredBy}, now at entry {Seq}.")]
    public static partial void LogRestored(this ILogger logger, DocumentName document, long seq, string? restoredBy);

    [LoggerMessage(1022, LogLevel.Information, "Document {Document} was thinned: {Entries} log entries and {Snapshots} snapshots were removed.")]
    public static partial void LogThinned(this ILogger logger, DocumentName document, long entries, int snapshots);

    [LoggerMessage(1023, LogLevel.Error, "{Document} is not thinned, because something is wrong with what is stored. Run doctor. Found: {Fault}")]
    public static partial void LogNotThinned(this ILogger logger, DocumentName document, string fault);

    [LoggerMessage(1024, LogLevel.Warning, "Thinning {Document} failed; it is tried again with the next sweep.")]
    public static partial void LogThinningFailed(this ILogger logger, DocumentName document, Exception error);

    [LoggerMessage(1025, LogLevel.Warning, "Thinning the history of all documents failed; it is tried again with the next sweep.")]
    public static partial void LogSweepFailed(this ILogger logger, Exception error);

    [LoggerMessage(1026, LogLevel.Error, "{Document} is thinned although one of its versions is damaged: {Fault}")]
    public static partial void LogVersionDamaged(this ILogger logger, DocumentName document, string fault);

    [LoggerMessage(1030, LogLevel.Debug, "An update of {Document} was refused: {Reason}.")]
    public static partial void LogUpdateRefused(this ILogger logger, DocumentName document, CloseCode reason);

    [LoggerMessage(1040, LogLevel.Information, "Stopping: {Documents} documents are open.")]
    public static partial void LogStopping(this ILogger logger, int documents);

    [LoggerMessage(1041, LogLevel.Error, "Stopped with edits of {Document} unsaved. None of them was acknowledged.")]
    public static partial void LogLeftUnsaved(this ILogger logger, DocumentName document);
}
