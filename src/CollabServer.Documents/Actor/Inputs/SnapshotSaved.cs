using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Actor.Inputs;

internal sealed record SnapshotSaved(SnapshotRequest Request, SnapshotInfo Info) : DocumentInput;
