namespace CollabServer.Documents.Actor;

/// <summary>What a step may know of the world.</summary>
/// <param name="Now">Never goes back: for deadlines and pauses.</param>
/// <param name="BacklogIsFull">The edits of all documents that wait for the log have reached <see cref="Limits.DocumentLimits.MaxTotalUnsavedBytes"/>.</param>
internal readonly record struct StepEnvironment(DateTimeOffset Now, bool BacklogIsFull)
{
    /// <summary>What the machine's clock shows, which somebody may set: for what is stored.</summary>
    public DateTimeOffset Clock { get; init; } = Now;
}
