namespace CollabServer.Api;

/// <summary>Asks to keep the document as it is now under a name. <c>Label</c> has 1–200 characters.</summary>
internal sealed record NameVersionRequest(string? Label);
