using CollabServer.Crdt.Updates;
using CollabServer.Documents.Access;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Actor;

/// <summary>
/// One living document: what comes in is taken one by one, what it amounts to goes out once per step. A state machine without
/// clock, random numbers, tasks or I/O; <see cref="DocumentLoop"/> drives it and nobody else touches it.
/// </summary>
internal sealed class DocumentActor
{
    private readonly ActorState _state;
    private readonly SaveWatch _saving;
    private readonly Quarantining _quarantining;
    private readonly ForeignEntries _foreign;
    private readonly UpdateAcceptance _updates;
    private readonly HeldEdits _held;
    private readonly PresenceRelay _presence;
    private readonly Acknowledgements _acknowledgements;
    private readonly SessionLifecycle _lifecycle;
    private readonly SyncReplies _replies;
    private readonly SessionConversation _conversation;
    private readonly OpenCommands _commands;
    private readonly Snapshotting _snapshots;
    private readonly CheckpointPlan _checkpoints;
    private readonly VersionFlow _versions;
    private readonly RestoreFlow _restores;
    private readonly Farewell _farewell;
    private readonly SessionGate _gate;

    public DocumentActor(LoadedDocument loaded, IAccessPolicy access, DocumentLimits limits, DocumentsOptions options)
    {
        _state = new ActorState(loaded, limits, options);
        _gate = new SessionGate(access, loaded.Name);
        var fanout = new Fanout(_state);
        _saving = new SaveWatch(_state, fanout);
        var size = new DocumentSize(_state.Replica, limits.MaxDocumentBytes, loaded.Bytes);
        _updates = new UpdateAcceptance(_state, fanout, _saving, size);
        _held = new HeldEdits(limits.MaxUnsavedBytes);
        _presence = new PresenceRelay(_state, fanout);
        _acknowledgements = new Acknowledgements(_state, fanout);
        _quarantining = new Quarantining(_state, fanout);
        _foreign = new ForeignEntries(_state, fanout, size, _quarantining);
        _lifecycle = new SessionLifecycle(_state, _gate, fanout, _presence, _acknowledgements, _saving, _quarantining);
        _replies = new SyncReplies(_state);
        _conversation = new SessionConversation(_state, _gate, fanout, _lifecycle, _updates, _held, _replies, _presence, _acknowledgements);
        _commands = new OpenCommands(_state);
        _snapshots = new Snapshotting(_state);
        _checkpoints = new CheckpointPlan(_state, _snapshots, loaded.SnapshotSeq, loaded.BytesSinceSnapshot);
        _versions = new VersionFlow(_state, _commands, _snapshots, _checkpoints, fanout);
        _restores = new RestoreFlow(_state, _commands, _snapshots, _checkpoints, _updates, _held, fanout);
        _farewell = new Farewell(_state, _lifecycle, _commands, _snapshots, fanout);
    }

    public DocumentName Name => _state.Name;

    public Guid Generation => _state.Generation;

    public bool IsSaved => _state.Marks.IsSaved;

    public bool IsQuarantined => _state.Quarantine is not null;

    /// <summary>The newest log entry it knows of.</summary>
    public long KnownSeq => _state.Marks.DurableSeq;

    public DocumentPhase Phase => _farewell.Phase;

    public IReadOnlyList<DocumentSession> Sessions => _state.Sessions.All;

    public IReadOnlyCollection<DocumentCommand> OpenCommands => _commands.All;

    /// <summary>Takes the inputs in order and adds what is to be done to <paramref name="outputs"/>, to be carried out in order.</summary>
    /// <returns>When to step again if nothing else happens; null: not before something does.</returns>
    public DateTimeOffset? Step(IReadOnlyList<DocumentInput> inputs, StepEnvironment environment, List<DocumentOutput> outputs)
    {
        _state.BeginStep(environment, outputs);
        foreach (var input in inputs)
        {
            Take(input);
            _held.Settle();
        }

        _lifecycle.Settle();
        _restores.Settle();
        _held.Settle();
        _updates.Flush();
        _presence.Flush();
        _acknowledgements.Flush();
        _saving.Settle();
        _foreign.Settle();
        _checkpoints.Settle();
        _replies.Settle();
        _farewell.Settle();
        return Earliest(
            _lifecycle.Deadline, _restores.Deadline, _saving.Deadline, _foreign.Deadline, _checkpoints.Deadline, _replies.Deadline, _farewell.Deadline);
    }

    private void Take(DocumentInput input)
    {
        switch (input)
        {
            case SessionJoined joined:
                _farewell.Stay();
                _lifecycle.Join(joined.Session);
                break;
            case SessionLeft left:
                _lifecycle.Leave(left.Session);
                break;
            case MessageReceived received when !_farewell.IsStopping:
                _conversation.Receive(received.Session, received.Message);
                break;
            case AppendCommitted committed:
                Commit(committed);
                break;
            case AppendRefused refused:
                _saving.Refused(refused.Reason);
                break;
            case EntriesRead read:
                _foreign.Read(read);
                break;
            case EntriesNotRead failed:
                _foreign.Failed(failed);
                break;
            case HeadSeen seen when !_farewell.IsStopping:
                Look(seen.Record);
                break;
            case SnapshotSaved saved:
                _snapshots.Saved(saved);
                break;
            case SnapshotFailed failed:
                _quarantining.Consider(failed.Error);
                _snapshots.Failed(failed);
                break;
            case UnloadRefused:
                _farewell.Stay();
                break;
            case StopRequested stop:
                _farewell.Stop(stop);
                break;
            case StopNow:
                _farewell.StopNow();
                break;
            case DocumentCommand command:
                _farewell.Stay();
                _commands.Begin(command);
                Carry(command);
                break;
        }
    }

    private void Carry(DocumentCommand command)
    {
        if (_farewell.IsStopping)
        {
            _commands.Fail(command, new DocumentUnavailableException(Name, "the server is stopping."));
            return;
        }

        if (_state.Quarantine is not null && command is not (ReadState or ListSessions))
        {
            _commands.Refuse(command, CommandRefusal.Quarantined, "The document is damaged and cannot be changed until it is repaired.");
            return;
        }

        switch (command)
        {
            case ApplyUpdate apply when !_held.MustWait:
                Apply(apply);
                break;
            case ApplyUpdate apply when !_held.TryHold(apply.Update.Length, () => Apply(apply)):
                _commands.Refuse(apply, CommandRefusal.Busy, "A restore is under way.");
                break;
            case ReadState read:
                _commands.Succeed(read, new DocumentState(
                    _state.Replica.Diff(stateVector: null, read.Encoding), read.Encoding, _foreign.CompleteThrough, _state.Generation));
                break;
            case NameVersion version:
                _versions.Begin(version);
                break;
            case RestoreDocument restore:
                _restores.Begin(restore);
                break;
            case ListSessions list:
                _commands.Succeed(list, [.. Sessions.Select(session => session.Summarize(_state.Quarantine is null && _gate.Allows(session, DocumentOperation.Write)))]);
                break;
        }
    }

    private void Apply(ApplyUpdate command)
    {
        Acceptance acceptance;
        try
        {
            acceptance = _updates.Accept(command.Update, command.Encoding, command.Author, clientId: 0, command.Origin, session: null);
        }
        catch (MalformedUpdateException e)
        {
            _commands.Fail(command, e);
            return;
        }

        switch (acceptance)
        {
            case Acceptance.Accepted or Acceptance.Known:
                var changed = acceptance == Acceptance.Accepted;
                _state.Waits.WhenDurable(seq => _commands.Succeed(command, new AppliedUpdate(seq, changed)));
                break;
            case Acceptance.Quarantined:
                _commands.Refuse(command, CommandRefusal.Quarantined, "The document is damaged and cannot be changed until it is repaired.");
                break;
            case Acceptance.NotSaving:
                _commands.Refuse(command, CommandRefusal.NotSaving, "The server cannot save at the moment and takes no more edits.");
                break;
            default:
                _commands.Refuse(command, CommandRefusal.TooLarge, "The update, or the document with it, would be too large.");
                break;
        }
    }

    private void Look(DocumentRecord record)
    {
        if (record.Quarantine is { } quarantine)
        {
            _quarantining.Adopt(quarantine);
        }

        // While an edit of ours is on its way, others' entries cannot be told from it; its commit will show the gap.
        if (!_state.Marks.IsSaved || record.LastSeq <= _state.Marks.DurableSeq)
        {
            return;
        }

        var firstSeq = _state.Marks.DurableSeq + 1;
        _state.Marks.Learn(record.LastSeq);
        _foreign.Found(firstSeq, record.LastSeq);
        Belong(record.Generation);
    }

    // Another process created the document first. Ours are in its log now, or will be, but our clients were told another generation.
    private void Belong(Guid generation)
    {
        if (generation != _state.Generation)
        {
            _state.Generation = generation;
            _lifecycle.CloseEverybodyGreeted();
        }
    }

    private void Commit(AppendCommitted committed)
    {
        if (committed.FirstSeq != _state.Marks.DurableSeq + 1)
        {
            _foreign.Found(_state.Marks.DurableSeq + 1, committed.FirstSeq - 1);
        }

        _checkpoints.Committed(_state.Marks.Commit(committed.Through, committed.FirstSeq, committed.LastSeq));
        _saving.Committed();
        Belong(committed.Generation);
        _state.Waits.Release();
    }

    private static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> times)
    {
        DateTimeOffset? earliest = null;
        foreach (var time in times)
        {
            earliest = time is { } some && (earliest is null || some < earliest) ? some : earliest;
        }

        return earliest;
    }
}
