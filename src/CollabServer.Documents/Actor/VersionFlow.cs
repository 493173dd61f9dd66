using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Snapshots;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>Names a version: waits until all it contains is durable, then has exactly that stored.</summary>
internal sealed class VersionFlow(ActorState state, OpenCommands commands, Snapshotting snapshots, CheckpointPlan checkpoints, Fanout fanout)
{
    public void Begin(NameVersion command)
    {
        if (state.IsUnwritten)
        {
            commands.Refuse(command, CommandRefusal.NothingWritten, "The document was never written.");
            return;
        }

        Failpoint.Hit("version.begin");
        state.Waits.WhenDurable(seq => snapshots.Save(
            seq, SnapshotKind.Version, command.Label, command.CreatedBy, info => Saved(command, info), error => commands.Fail(command, error)));
    }

    private void Saved(NameVersion command, SnapshotInfo info)
    {
        Failpoint.Hit("version.saved");
        checkpoints.Saved(info.Seq);
        fanout.ToEverybody(new Notice(NoticeCode.VersionCreated, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = info.Id,
            ["label"] = info.Label,
            ["by"] = info.CreatedBy,
        }));
        commands.Succeed(command, info);
    }
}
