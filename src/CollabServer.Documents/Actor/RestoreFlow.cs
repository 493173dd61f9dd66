using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Log;
using CollabServer.Documents.Snapshots;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Brings earlier content back by an ordinary edit, while everybody stays connected:
/// (1) wait until the log works and has everything; (2) hold new edits back and wait for what came meanwhile; (3) store a safety version,
/// which is now exactly what will be replaced; (4) edit, broadcast, let the held edits go; (5) answer when the edit is durable.
/// </summary>
internal sealed class RestoreFlow(
    ActorState state, OpenCommands commands, Snapshotting snapshots, CheckpointPlan checkpoints, UpdateAcceptance updates, HeldEdits held, Fanout fanout)
{
    private RestoreDocument? _current;
    private DateTimeOffset _giveUpAt;

    public DateTimeOffset? Deadline => _current is null ? null : _giveUpAt;

    public void Begin(RestoreDocument command)
    {
        if (state.IsUnwritten)
        {
            commands.Refuse(command, CommandRefusal.NothingWritten, "The document was never written.");
        }
        else if (_current is not null)
        {
            commands.Refuse(command, CommandRefusal.Busy, "Another restore is under way.");
        }
        else
        {
            (_current, _giveUpAt) = (command, state.Now + state.Options.RestoreTimeout);
            state.Waits.WhenDurable(_ => HoldEdits(command));
        }
    }

    public void Settle()
    {
        if (Deadline <= state.Now)
        {
            GiveUp(_current!, new TimeoutException("The safety version could not be stored in time; nothing was restored."));
        }
    }

    private void HoldEdits(RestoreDocument command)
    {
        if (_current == command)
        {
            Failpoint.Hit("restore.before-hold");
            held.IsHolding = true;
            state.Waits.WhenDurable(seq => TakeSafetyVersion(command, seq));
        }
    }

    private void TakeSafetyVersion(RestoreDocument command, long seq)
    {
        if (_current == command)
        {
            Failpoint.Hit("restore.before-safety");
            snapshots.Save(
                seq, SnapshotKind.BeforeRestore, command.Label, command.RestoredBy,
                safety => Restore(command, safety), error => GiveUp(command, error));
        }
    }

    private void Restore(RestoreDocument command, SnapshotInfo safety)
    {
        Failpoint.Hit("restore.after-safety");
        checkpoints.Saved(safety.Seq);
        if (_current != command)
        {
            return;
        }

        if (state.Quarantine is not null)
        {
            End();
            commands.Refuse(command, CommandRefusal.Quarantined, "The document was found damaged meanwhile; nothing was restored.");
            return;
        }

        var edit = state.Replica.RestoreTo(command.Target);
        if (edit is not null)
        {
            updates.Flush();
            updates.AddOwn(edit, command.RestoredBy, UpdateOrigin.Restore);
            updates.Flush();
            fanout.ToEverybody(new Notice(NoticeCode.Restored, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["by"] = command.RestoredBy,
                ["safetyVersion"] = safety.Id,
            }));
        }

        End();
        Failpoint.Hit("restore.after-edit");
        state.Waits.WhenDurable(seq =>
        {
            Failpoint.Hit("restore.before-answer");
            state.Emit(new DocumentEvent.Restored(seq, command.RestoredBy));
            commands.Succeed(command, new RestoreResult(seq, safety, Changed: edit is not null));
        });
    }

    private void GiveUp(RestoreDocument command, Exception error)
    {
        if (_current == command)
        {
            End();
        }

        commands.Fail(command, error);
    }

    private void End()
    {
        _current = null;
        held.IsHolding = false;
    }
}
