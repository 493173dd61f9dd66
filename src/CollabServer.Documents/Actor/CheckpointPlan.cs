using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Snapshots;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Decides when the log has grown enough behind the newest snapshot: by count, by bytes, or by less when the document is quiet. A checkpoint that
/// fails is tried again after a pause that doubles; the document itself does not care.
/// </summary>
internal sealed class CheckpointPlan(ActorState state, Snapshotting snapshots, long snapshotSeq, long bytesSince)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private long _snapshotSeq = snapshotSeq;
    private long _bytesSince = bytesSince;
    private bool _isUnderWay;
    private int _failures;
    private DateTimeOffset _notBefore;
    private DateTimeOffset? _quietSince;

    private long EntriesSince => state.Marks.DurableSeq - _snapshotSeq;

    private bool HasEnough => EntriesSince >= state.Options.CheckpointAfterUpdates || _bytesSince >= state.Options.CheckpointAfterBytes;

    /// <summary>When <see cref="Settle"/> has something to decide.</summary>
    public DateTimeOffset? Deadline
    {
        get
        {
            if (_isUnderWay || state.Quarantine is not null || EntriesSince == 0 || (!HasEnough && EntriesSince < state.Options.IdleCheckpointAfterUpdates))
            {
                return null;
            }

            var due = HasEnough ? _notBefore : _quietSince + state.Options.CheckpointWhenIdleFor;
            return due > _notBefore ? due : _notBefore;
        }
    }

    public void Committed(long bytes)
    {
        _bytesSince += bytes;
        _quietSince = state.Now;
    }

    /// <summary>A snapshot of any kind was stored.</summary>
    public void Saved(long seq)
    {
        if (seq > _snapshotSeq)
        {
            _bytesSince = EntriesSince == 0 ? 0 : _bytesSince * (state.Marks.DurableSeq - seq) / EntriesSince;
            _snapshotSeq = seq;
        }
    }

    public void Settle()
    {
        _quietSince ??= state.Now;
        if (Deadline is not { } due || due > state.Now)
        {
            return;
        }

        _isUnderWay = true;
        var seq = state.Marks.DurableSeq;
        snapshots.Save(seq, SnapshotKind.Checkpoint, label: null, createdBy: null, Succeeded, error => Failed(seq, error));
    }

    private void Succeeded(SnapshotInfo info)
    {
        (_isUnderWay, _failures) = (false, 0);
        Saved(info.Seq);
    }

    private void Failed(long seq, Exception error)
    {
        _isUnderWay = false;
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures++, 20));
        pause = pause < LongestPause ? pause : LongestPause;
        _notBefore = state.Now + pause;
        state.Emit(new DocumentEvent.CheckpointFailed(seq, error, pause));
    }
}
