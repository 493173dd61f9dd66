namespace CollabServer.Api;

/// <summary>What was asked for would take more memory than one answer may.</summary>
internal sealed class ContentTooLongException(string message) : Exception(message);
