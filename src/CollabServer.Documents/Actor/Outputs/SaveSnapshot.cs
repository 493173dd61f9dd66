using CollabServer.Documents.Checkpoints;

namespace CollabServer.Documents.Actor.Outputs;

/// <summary>Answered with <see cref="Inputs.SnapshotSaved"/> or <see cref="Inputs.SnapshotFailed"/>.</summary>
internal sealed record SaveSnapshot(SnapshotRequest Request) : DocumentOutput;
