namespace CollabServer.Api;

/// <summary>Asks to bring the document back to a version.</summary>
internal sealed record RestoreRequest(long? Version);
