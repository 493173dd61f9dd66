namespace CollabServer.Commands;

/// <summary>Events of starting and stopping: 3200–3299.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(3200, LogLevel.Warning, "Access is open: everybody who reaches this server may read and write every document.")]
    public static partial void OpenAccess(ILogger logger);

    [LoggerMessage(3201, LogLevel.Critical, "The store cannot be used: {Reason}")]
    public static partial void StoreUnusable(ILogger logger, string reason);

    [LoggerMessage(3202, LogLevel.Error, "Stopped with edits that could not be written to the log, in: {Documents}. None of them was acknowledged.")]
    public static partial void StoppedUnsaved(ILogger logger, string documents);

    [LoggerMessage(3203, LogLevel.Critical, "The server could not start: {Reason}")]
    public static partial void CannotStart(ILogger logger, string reason);
}
