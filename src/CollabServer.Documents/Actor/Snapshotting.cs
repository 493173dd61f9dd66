using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Actor;

/// <summary>The snapshots under way, and what is to happen when each is done.</summary>
internal sealed class Snapshotting(ActorState state)
{
    private readonly Dictionary<SnapshotRequest, (Action<SnapshotInfo> Saved, Action<Exception> Failed)> _underWay = [];

    public int Count => _underWay.Count;

    /// <param name="seq">Must be in the log: the snapshot is built from there.</param>
    public void Save(
        long seq, SnapshotKind kind, string? label, string? createdBy, Action<SnapshotInfo> saved, Action<Exception> failed)
    {
        var request = new SnapshotRequest(seq, kind, label, createdBy);
        _underWay.Add(request, (saved, failed));
        state.Emit(new SaveSnapshot(request));
    }

    public void Saved(SnapshotSaved input)
    {
        if (_underWay.Remove(input.Request, out var then))
        {
            then.Saved(input.Info);
        }
    }

    public void Failed(SnapshotFailed input)
    {
        if (_underWay.Remove(input.Request, out var then))
        {
            then.Failed(input.Error);
        }
    }
}
