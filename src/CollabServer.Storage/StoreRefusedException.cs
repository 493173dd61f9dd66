namespace CollabServer.Storage;

/// <summary>
/// The database must not be used as it is: it would forget acknowledged edits, or it lacks migrations. The message says what an operator can do.
/// </summary>
public sealed class StoreRefusedException(string message) : Exception(message);
