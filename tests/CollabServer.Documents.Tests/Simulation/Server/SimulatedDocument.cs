using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Checkpoints;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;
using CollabServer.Documents.Log.Writing;
using CollabServer.Documents.Snapshots;
using CollabServer.Protocol;

namespace CollabServer.Documents.Tests.Simulation.Server;

/// <summary>Stands in for <c>DocumentLoop</c> and <c>Mailbox</c>: drives one of the product's <see cref="DocumentActor"/>s.</summary>
internal sealed class SimulatedDocument(World world, SimulatedNode node, Slot slot, DocumentActor actor) : IAppendReceiver
{
    private readonly List<DocumentInput> _internal = [];
    private readonly List<DocumentInput> _clients = [];
    private readonly List<DocumentOutput> _outputs = [];
    private readonly SaveWatcher _saving = new(world, node, actor);
    private bool _isStepPlanned;
    private DateTimeOffset? _wakeAt;
    private long _handedOver;

    public DocumentName Name => slot.Name;

    public bool HasEnded { get; private set; }

    public long KnownSeq => actor.KnownSeq;

    /// <summary>Nothing was asked of it that it still has to do.</summary>
    public bool IsQuiet => actor.OpenCommands.Count == 0 && _clients.Count == 0;

    private bool IsDead => HasEnded || !node.IsAlive;

    public void Start(bool isStopping)
    {
        Post(Tick.Instance);
        if (isStopping)
        {
            Stop();
        }
    }

    public void Stop() => Push(new StopRequested(world.Options.ReconnectDelay));

    public void StopNow()
    {
        Post(Documents.Actor.Inputs.StopNow.Instance);
        Step();
    }

    /// <summary>False when it has ended.</summary>
    public bool Push(DocumentInput input)
    {
        if (IsDead)
        {
            return false;
        }

        _clients.Add(input);
        PlanStep();
        return true;
    }

    public void Release() => node.Release(slot);

    public void Snapshotted(SnapshotRequest request, SnapshotInfo? info) =>
        Post(info is null ? new SnapshotFailed(request, new IOException("simulated")) : new SnapshotSaved(request, info));

    public void Seen(DocumentRecord record) => Post(new HeadSeen(record));

    public void Read(IReadOnlyList<LoggedUpdate>? entries) =>
        Post(entries is null ? new EntriesNotRead(new IOException("simulated")) : new EntriesRead(entries));

    /// <summary>The loop fails for a reason of its own; the process lives, and what the log writer has it keeps.</summary>
    public void Fail()
    {
        world.Trace.Write($"{Name}: the document fails");
        foreach (var session in actor.Sessions)
        {
            session.MarkClosed();
            session.Outbox.Close(CloseCode.InternalError, "simulated");
        }

        End();
    }

    void IAppendReceiver.Committed(long through, AppendedBatch batch) =>
        Post(new AppendCommitted(
            world.Flaw == Flaw.ClearDirtyAfterWrite ? Math.Max(through, _handedOver) : through, batch.Generation, batch.FirstSeq, batch.LastSeq));

    void IAppendReceiver.Refused(string reason) => Post(new AppendRefused(reason));

    private void Post(DocumentInput input)
    {
        if (!IsDead)
        {
            _internal.Add(input);
            PlanStep();
        }
    }

    private void PlanStep()
    {
        if (!_isStepPlanned)
        {
            _isStepPlanned = true;
            world.Time.After(world.Dice.Chance(0.1) ? world.Dice.Milliseconds(0, 20) : world.Dice.Milliseconds(0, 0.5), () =>
            {
                _isStepPlanned = false;
                Step();
            });
        }
    }

    private void Step()
    {
        if (IsDead)
        {
            return;
        }

        if (world.Flaw == Flaw.ReorderMessages)
        {
            _clients.Reverse();
        }

        DocumentInput[] inputs = [.. _internal, .. _clients];
        _internal.Clear();
        _clients.Clear();
        _outputs.Clear();
        DateTimeOffset? wakeAt;
        try
        {
            var backlogIsFull = node.Writer.UnsavedMemory >= world.Limits.MaxTotalUnsavedBytes;
            wakeAt = actor.Step(inputs, new StepEnvironment(world.Time.Now, backlogIsFull), _outputs);
        }
        catch (Exception e) when (e is not ViolationException)
        {
            throw new ViolationException(Rule.BrokenInvariant, $"{Name}: {e}");
        }

        world.Trace.Write($"{Name}: {Names(inputs)} -> {Names(_outputs)}");
        _saving.Stepped(inputs, _outputs);
        foreach (var output in _outputs)
        {
            if (!Execute(output))
            {
                End();
                return;
            }
        }

        if (world.Flaw == Flaw.UnloadUnsaved && actor.Sessions.Count == 0 && slot.Holders == 0)
        {
            node.Writer.Discard(Name);
            node.Forget(slot);
            End();
            return;
        }

        Arm(wakeAt);
    }

    /// <returns>False when the document has ended.</returns>
    private bool Execute(DocumentOutput output)
    {
        switch (output)
        {
            case SendFrames send:
                Send(send);
                break;
            case CloseSession close:
                close.Session.Outbox.Close(close.Code, close.Reason);
                break;
            case AppendUpdates append:
                world.Oracle.Accepted(node, this, append);
                _handedOver = append.Through;
                node.Writer.Enqueue(new PendingAppend(Name, append.Generation, append.KnownSeq, append.Through, append.Updates, this));
                break;
            case SaveSnapshot save:
                node.Save(save, this);
                break;
            case CommandAnswered answer:
                answer.Deliver();
                Check(answer);

                break;
            case DocumentEvent.ForeignEntries foreign:
                world.Oracle.RequireForeign(node, Name, foreign.FirstSeq, foreign.LastSeq);
                break;
            case ReadEntries read:
                node.Read(read, this);
                break;
            case Unload when node.TryForget(slot):
                world.Oracle.Of(Name).RequireNothingAccepted(node, "left memory");
                return false;
            case Unload:
                Post(UnloadRefused.Instance);
                break;
            case Stopped:
                return false;
        }

        return true;
    }

    private void Check(CommandAnswered answer)
    {
        switch (answer)
        {
            case CommandSucceeded<AppliedUpdate> { Command: ApplyUpdate applied }:
                world.Oracle.RequireLogged(Name, applied.Update, "an answered command");
                break;
            case CommandSucceeded<RestoreResult> { Command: RestoreDocument restore, Result: var result }:
                world.Oracle.RequireRestored(node, Name, result, Content.Of(restore.Target));
                break;
        }
    }

    private void Send(SendFrames send)
    {
        var heldNothingNew = !_outputs.Exists(output => output is AppendUpdates);
        var frames = world.Flaw == Flaw.None ? send.Frames : [.. send.Frames.Select(frame => FlawedFrames.Spoil(world, frame, heldNothingNew)).OfType<ReadOnlyMemory<byte>>()];
        foreach (var session in send.To)
        {
            if (frames.Count == 0 || session == send.Except || FlawedFrames.Skips(world, frames))
            {
                continue;
            }

            if (!session.Outbox.TrySend(frames) && world.Flaw != Flaw.DropFramesForSlowReaders)
            {
                session.Outbox.Close(CloseCode.SlowReader, "simulated");
                Post(new SessionLeft(session));
            }
        }
    }

    private void Arm(DateTimeOffset? wakeAt)
    {
        if (wakeAt is { } at && world.Flaw != Flaw.ForgetTimers && (_wakeAt is not { } armed || armed <= world.Time.Now || at < armed))
        {
            _wakeAt = at;
            world.Time.After(at - world.Time.Now, () => Post(Tick.Instance));
        }
    }

    private void End()
    {
        HasEnded = true;
        _saving.End();
        node.Forget(slot);
        foreach (var command in actor.OpenCommands.Concat(_clients.OfType<DocumentCommand>()))
        {
            command.Fail(new DocumentUnavailableException(Name, "simulated"));
        }

        foreach (var joined in _clients.OfType<SessionJoined>())
        {
            joined.Session.MarkClosed();
            joined.Session.Outbox.Close(CloseCode.ServiceRestart, "simulated");
        }
    }

    private static string Names(IEnumerable<object> things) => string.Join(", ", things.Select(thing => thing is MessageReceived message
        ? message.Message.GetType().Name
        : thing.GetType().Name));
}
