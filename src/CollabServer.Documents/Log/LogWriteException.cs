namespace CollabServer.Documents.Log;

/// <summary>An append failed.</summary>
public sealed class LogWriteException(WriteOutcome outcome, string message, Exception? innerException)
    : Exception(message, innerException)
{
    public WriteOutcome Outcome { get; } = outcome;
}
