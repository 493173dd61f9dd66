namespace CollabServer.Documents.Actor.Outputs;

/// <summary>The document has said goodbye to everybody. <paramref name="Saved"/> is false when edits did not reach the log.</summary>
internal sealed record Stopped(bool Saved) : DocumentOutput;
