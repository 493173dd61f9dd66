using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Actor.Commands;

/// <summary>Answered when a snapshot of everything the document holds at this moment is stored.</summary>
internal sealed record NameVersion(string Label, string? CreatedBy) : DocumentCommand<SnapshotInfo>;
