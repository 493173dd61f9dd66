using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Failpoints;
using CollabServer.Documents.Log;
using CollabServer.Documents.Log.Writing;
using CollabServer.Protocol;
using Microsoft.Extensions.Logging;

namespace CollabServer.Documents.Actor;

/// <summary>
/// Runs one <see cref="DocumentActor"/>: takes what waits in the mailbox, steps, carries the outputs out. It alone touches the actor. It
/// never waits for storage or a socket; what takes time is started and answers through the mailbox.
/// </summary>
internal sealed class DocumentLoop : IAppendReceiver
{
    /// <summary>How long what was asked of the store may take when the document has ended.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly DocumentActor _actor;
    private readonly DocumentServices _services;
    private readonly Func<DocumentLoop, bool> _tryRelease;
    private readonly ILogger _logger;
    private readonly List<Task> _storeWork = [];
    private readonly TaskCompletionSource<bool> _saved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SteadyClock _clock;
    private DateTimeOffset? _wakeAt;
    private long _knownSeq;
    private volatile bool _isQuarantined;

    /// <summary>Set by the timer, on a thread of its own.</summary>
    private volatile bool _wentOff;

    /// <param name="tryRelease">Asks the directory to forget this document; false when somebody has it open.</param>
    public DocumentLoop(DocumentActor actor, DocumentServices services, Func<DocumentLoop, bool> tryRelease)
    {
        (_actor, _services, _tryRelease) = (actor, services, tryRelease);
        _logger = services.Loggers.CreateLogger<DocumentLoop>();
        _clock = new SteadyClock(services.Time);
        Publish();
        Mailbox = new Mailbox(services.Limits.MailboxCapacity);
    }

    public DocumentName Name => _actor.Name;

    public Mailbox Mailbox { get; }

    /// <summary>As of the newest step. May be read anywhere.</summary>
    public long KnownSeq => Volatile.Read(ref _knownSeq);

    /// <summary>The same.</summary>
    public bool IsQuarantined => _isQuarantined;

    /// <summary>Completes when the document has ended: true when everything it accepted is in the log.</summary>
    public Task<bool> Ended => _saved.Task;

    /// <summary>Posts a command and waits for its answer.</summary>
    public async Task<TResult> AskAsync<TResult>(DocumentCommand<TResult> command, CancellationToken ct)
    {
        if (!await Mailbox.PostAsync(command, ct))
        {
            throw new DocumentUnavailableException(Name, "it has just ended; open it again.");
        }

        return await command.Answer.WaitAsync(ct);
    }

    void IAppendReceiver.Committed(long through, AppendedBatch batch) =>
        Mailbox.Post(new AppendCommitted(through, batch.Generation, batch.FirstSeq, batch.LastSeq));

    void IAppendReceiver.Refused(string reason) => Mailbox.Post(new AppendRefused(reason));

    public async Task RunAsync()
    {
        var time = _services.Time;
        var ended = new CancellationTokenSource();
        await using var timer = time.CreateTimer(_ => WakeUp(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var inputs = new List<DocumentInput>();
        var outputs = new List<DocumentOutput>();
        try
        {
            Mailbox.Post(Tick.Instance);
            while (await Mailbox.WaitAsync(CancellationToken.None))
            {
                inputs.Clear();
                outputs.Clear();
                Mailbox.Drain(inputs);
                Failpoint.Hit("step.before");
                var backlogIsFull = _services.Writer.UnsavedMemory >= _services.Limits.MaxTotalUnsavedBytes;
                var wakeAt = _actor.Step(inputs, new StepEnvironment(_clock.Now, backlogIsFull) { Clock = time.GetUtcNow() }, outputs);
                Publish();
                Taken(inputs);
                Failpoint.Hit("step.after");
                if (!Execute(outputs, ended.Token))
                {
                    break;
                }

                Arm(timer, wakeAt);
            }

            End(_actor.IsSaved, "it has left memory; open it again.");
        }
        catch (Exception e)
        {
            // A broken invariant: a wrong document is worse than a dead one. It is loaded again from the log by whoever comes next.
            _logger.LogDocumentFailed(Name, e);
            CloseEverybody();
            Taken(inputs);
            End(saved: false, "it failed and will be loaded again.");
        }
        finally
        {
            await LetGoAsync(ended);
        }
    }

    // What it has asked the store for may be given up, but a store that does not answer does not hear of it soon. It is harmless when it goes on.
    private async Task LetGoAsync(CancellationTokenSource ended)
    {
        try
        {
            await Task.WhenAll([ended.CancelAsync(), .. _storeWork]).WaitAsync(LastPatience, _services.Time, CancellationToken.None);
            ended.Dispose();
        }
        catch (TimeoutException)
        {
            _logger.LogStoreWorkAbandoned(Name);
        }
    }

    private void Publish()
    {
        Volatile.Write(ref _knownSeq, _actor.KnownSeq);
        _isQuarantined = _actor.IsQuarantined;
    }

    private static void Taken(List<DocumentInput> inputs)
    {
        foreach (var input in inputs)
        {
            if (input is MessageReceived { Taken: { } taken })
            {
                taken.TrySetResult();
            }
        }
    }

    /// <returns>False when the document has ended.</returns>
    private bool Execute(List<DocumentOutput> outputs, CancellationToken ended)
    {
        foreach (var output in outputs)
        {
            switch (output)
            {
                case SendFrames send:
                    Failpoint.Hit("send.before");
                    Send(send);
                    Failpoint.Hit("send.after");
                    break;
                case CloseSession close:
                    close.Session.Outbox.Close(close.Code, close.Reason);
                    break;
                case AppendUpdates append:
                    Failpoint.Hit("append.before-enqueue");
                    _services.Writer.Enqueue(new PendingAppend(Name, append.Generation, append.KnownSeq, append.Through, append.Updates, this));
                    Failpoint.Hit("append.after-enqueue");
                    break;
                case SaveSnapshot save:
                    _storeWork.RemoveAll(task => task.IsCompleted);
                    _storeWork.Add(SaveSnapshotAsync(save, ended));
                    break;
                case ReadEntries read:
                    _storeWork.Add(ReadEntriesAsync(read, ended));
                    break;
                case QuarantineDocument quarantine:
                    _storeWork.Add(_services.Quarantines.QuarantineAsync(Name, quarantine.Reason, ended));
                    break;
                case CommandAnswered answer:
                    Failpoint.Hit("answer.before");
                    answer.Deliver();
                    Failpoint.Hit("answer.after");
                    break;
                case DocumentEvent happened:
                    _services.Observer.Observe(Name, happened);
                    break;
                case Unload when _tryRelease(this):
                    return false;
                case Unload:
                    Mailbox.Post(UnloadRefused.Instance);
                    break;
                case Stopped:
                    return false;
            }
        }

        return true;
    }

    private void Send(SendFrames send)
    {
        foreach (var session in send.To)
        {
            if (session != send.Except && !session.Outbox.TrySend(send.Frames))
            {
                // A reader that misses a frame diverges without noticing; one that reconnects does not.
                session.Outbox.Close(CloseCode.SlowReader, "The client does not read fast enough.");
                Mailbox.Post(new SessionLeft(session));
            }
        }
    }

    private async Task ReadEntriesAsync(ReadEntries read, CancellationToken ct)
    {
        try
        {
            await Task.Yield();
            Mailbox.Post(new EntriesRead(await EntriesReading.ReadAsync(_services.Log, Name, read, ct)));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The document has ended; whoever loads it next reads these entries too.
        }
        catch (Exception e)
        {
            Mailbox.Post(new EntriesNotRead(e));
        }
    }

    private async Task SaveSnapshotAsync(SaveSnapshot save, CancellationToken ct)
    {
        try
        {
            // Away from the loop: reading rows back and encoding them takes its time.
            await Task.Yield();
            var saved = await _services.Snapshots.SaveAsync(Name, save.Request, ct);
            Failpoint.Hit("snapshot.before-report");
            Mailbox.Post(new SnapshotSaved(save.Request, saved));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The document has ended; nobody waits for this snapshot.
        }
        catch (Exception e)
        {
            // Out of memory included: whoever waits for it would wait for ever, and the document never leave memory.
            Failpoint.Hit("snapshot.failed");
            Mailbox.Post(new SnapshotFailed(save.Request, e));
        }
    }

    private void WakeUp()
    {
        _wentOff = true;
        Mailbox.Post(Tick.Instance);
    }

    // A wake-up too many costs a step with nothing to do, so an earlier one that is armed already is left alone. Whether it is armed still,
    // the clock cannot tell: timers count whole milliseconds and can go off just before their moment.
    private void Arm(ITimer timer, DateTimeOffset? wakeAt)
    {
        if (_wentOff)
        {
            (_wentOff, _wakeAt) = (false, null);
        }

        if (wakeAt is { } at && (_wakeAt is not { } armed || at < armed))
        {
            var now = _clock.Now;
            _wakeAt = at;
            timer.Change(at > now ? at - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void CloseEverybody()
    {
        foreach (var session in _actor.Sessions)
        {
            session.MarkClosed();
            session.Outbox.Close(CloseCode.InternalError, "The document failed; reconnect.");
        }
    }

    private void End(bool saved, string reason)
    {
        Failpoint.Hit("unload.before-close");
        var unread = Mailbox.Close();
        Taken(unread);
        foreach (var command in _actor.OpenCommands.Concat(unread.OfType<DocumentCommand>()))
        {
            command.Fail(new DocumentUnavailableException(Name, reason));
        }

        foreach (var joined in unread.OfType<SessionJoined>())
        {
            joined.Session.MarkClosed();
            joined.Session.Outbox.Close(CloseCode.ServiceRestart, "The document has just ended; reconnect.");
        }

        _saved.TrySetResult(saved);
    }
}
