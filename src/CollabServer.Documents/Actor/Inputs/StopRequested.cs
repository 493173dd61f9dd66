namespace CollabServer.Documents.Actor.Inputs;

/// <summary>The server is stopping: take no more edits, let the log catch up, then say goodbye.</summary>
/// <param name="ReconnectDelay">What sessions are told to wait before they look for another server.</param>
internal sealed record StopRequested(TimeSpan ReconnectDelay) : DocumentInput;
