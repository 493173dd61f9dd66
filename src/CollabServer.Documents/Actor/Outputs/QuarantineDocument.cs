namespace CollabServer.Documents.Actor.Outputs;

/// <summary>The stored history is damaged: note it down and tell the operator.</summary>
internal sealed record QuarantineDocument(string Reason) : DocumentOutput;
