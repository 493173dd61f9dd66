namespace CollabServer.Documents.Actor;

/// <summary>What a step may know of the world.</summary>
/// <param name="BacklogIsFull">The edits of all documents that wait for the log have reached <see cref="Limits.DocumentLimits.MaxTotalUnsavedBytes"/>.</param>
internal readonly record struct StepEnvironment(DateTimeOffset Now, bool BacklogIsFull);
