using CollabServer.Documents.Checkpoints;

namespace CollabServer.Documents.Actor.Inputs;

internal sealed record SnapshotFailed(SnapshotRequest Request, Exception Error) : DocumentInput;
