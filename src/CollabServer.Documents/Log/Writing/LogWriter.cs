using System.Threading.Channels;
using CollabServer.Documents.Failpoints;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Log.Writing;

/// <summary>
/// Writes the updates of all documents of the process to the log: the loop around <see cref="LogWriterState"/>. Thread-safe. It runs from
/// construction until it is disposed.
/// </summary>
internal sealed class LogWriter : IAsyncDisposable
{
    /// <summary>How long a call in flight may take when the writer ends.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly IUpdateLog _log;
    private readonly TimeProvider _time;
    private readonly SteadyClock _clock;
    private readonly TimeSpan _appendTimeout;
    private readonly DocumentsInstruments _instruments;
    private readonly ILogger<LogWriter> _logger;
    private readonly Lock _lock = new();
    private readonly LogWriterState _state;
    private readonly List<(DocumentName? Document, TaskCompletionSource Idle)> _waiters = [];
    private readonly Channel<byte> _signal = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _retry;
    private readonly Task _loop;
    private long _unsavedBytes;
    private long _unsavedMemory;
    private int _failuresInARow;

    public LogWriter(
        IUpdateLog log, TimeProvider time, IdSource newId, Random random, IOptions<DocumentsOptions> options, DocumentsInstruments instruments,
        ILogger<LogWriter> logger)
    {
        (_log, _time, _instruments, _logger) = (log, time, instruments, logger);
        _clock = new SteadyClock(time);
        _appendTimeout = options.Value.AppendTimeout;
        _state = new LogWriterState(new RetryBackoff(options.Value.RetryFirstDelay, options.Value.RetryLongestDelay, random), newId);
        _retry = time.CreateTimer(_ => Signal(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = RunAsync(_stopping.Token);
    }

    /// <summary>Bytes of updates that are not durable yet, of all documents.</summary>
    public long UnsavedBytes => Volatile.Read(ref _unsavedBytes);

    /// <summary>Memory that these updates take.</summary>
    public long UnsavedMemory => Volatile.Read(ref _unsavedMemory);

    public void Enqueue(PendingAppend append)
    {
        lock (_lock)
        {
            _state.Enqueue(append);
            TrackUnsavedNeedsLock();
        }

        Signal();
    }

    /// <summary>Completes when everything handed over so far is durable: for <paramref name="document"/>, or for all when null.</summary>
    public Task WhenWrittenAsync(DocumentName? document, CancellationToken ct)
    {
        lock (_lock)
        {
            if (IsIdleNeedsLock(document))
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((document, waiter));
            return WaitAsync(waiter, ct);
        }
    }

    /// <summary>The documents of which something waits.</summary>
    public IReadOnlyList<DocumentName> Unwritten
    {
        get
        {
            lock (_lock)
            {
                return _state.Unwritten;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        // Telling a driver to give up a call takes it half a minute when the database does not answer; neither that nor the call is waited for.
        _signal.Writer.TryComplete();
        var told = _stopping.CancelAsync();
        await _loop;
        await _retry.DisposeAsync();
        if (told.IsCompleted)
        {
            _stopping.Dispose();
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        var inFlight = new List<Task>();
        try
        {
            while (await _signal.Reader.WaitToReadAsync(ct))
            {
                // Taken before looking: whatever is enqueued from here on signals again.
                _signal.Reader.TryRead(out _);
                inFlight.RemoveAll(task => task.IsCompleted);
                while (TryStart() is { } call)
                {
                    inFlight.Add(AppendAsync(call, ct));
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: the calls in flight are cancelled as well, and what they wrote is recognised by its batch id in the next life.
        }

        try
        {
            // A database that does not answer a COMMIT is not waited for: nobody was told that it succeeded.
            await Task.WhenAll(inFlight).WaitAsync(LastPatience, _time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            _logger.LogAppendAbandoned();
        }
    }

    private async Task WaitAsync(TaskCompletionSource waiter, CancellationToken ct)
    {
        try
        {
            await waiter.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // A log that is away for long is waited for, and given up, by everybody who wants the document.
            lock (_lock)
            {
                _waiters.RemoveAll(waiting => waiting.Idle == waiter);
            }

            throw;
        }
    }

    private AppendCall? TryStart()
    {
        lock (_lock)
        {
            var now = _clock.Now;
            var call = _state.TryStart(now);
            if (call is null && _state.NextAttempt() is { } next)
            {
                _retry.Change(next > now ? next - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }

            return call;
        }
    }

    private async Task AppendAsync(AppendCall call, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(_appendTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        try
        {
            Failpoint.Hit("append.before-call");
            var results = await _log.AppendAsync(call.Batches, either.Token);
            Failpoint.Hit("append.after-call");
            Succeeded(call, results, _time.GetElapsedTime(started));
            Failpoint.Hit("append.after-report");
        }
        catch (LogWriteException e)
        {
            Failed(call, e.Outcome, e);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            Failed(call, WriteOutcome.Unknown, e);
        }
        catch (Exception e)
        {
            // A store that breaks its contract, or memory that ran out, must not end the loop: nothing would be saved any more.
            _logger.LogStoreBrokeContract(e);
            Failed(call, WriteOutcome.Unknown, e);
        }

        Signal();
    }

    private void Succeeded(AppendCall call, IReadOnlyList<AppendedBatch> results, TimeSpan elapsed)
    {
        List<TaskCompletionSource> idle = [];
        lock (_lock)
        {
            var reports = _state.Succeeded(call, results);

            // Measured before it is reported: who hears of it may look.
            _instruments.Appended(call.Batches.Sum(batch => batch.Updates.Count), elapsed);
            TrackUnsavedNeedsLock();
            Failpoint.Hit("append.before-report");
            DeliverNeedsLock(reports);
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (IsIdleNeedsLock(_waiters[i].Document))
                {
                    idle.Add(_waiters[i].Idle);
                    _waiters.RemoveAt(i);
                }
            }
        }

        if (Interlocked.Exchange(ref _failuresInARow, 0) is > 0 and var failures)
        {
            _logger.LogAppendRecovered(failures);
        }

        idle.ForEach(waiter => waiter.TrySetResult());
    }

    private void Failed(AppendCall call, WriteOutcome outcome, Exception error)
    {
        Failpoint.Hit("append.before-retry");
        var failures = Interlocked.Increment(ref _failuresInARow);
        _instruments.AppendFailed(outcome);
        _logger.LogAppendFailed(outcome, call.Batches.Count, failures, error);
        lock (_lock)
        {
            DeliverNeedsLock(_state.Failed(call, outcome, error.Message, _clock.Now));
        }
    }

    // Under the lock, or a report could overtake the one before it: the next batch of a document may start as soon as the lock is free.
    private static void DeliverNeedsLock(IReadOnlyList<AppendReport> reports)
    {
        foreach (var report in reports)
        {
            report.Deliver();
        }
    }

    private void TrackUnsavedNeedsLock()
    {
        _instruments.UnsavedChanged(_state.UnsavedBytes - _unsavedBytes);
        Volatile.Write(ref _unsavedBytes, _state.UnsavedBytes);
        Volatile.Write(ref _unsavedMemory, _state.UnsavedMemory);
    }

    private bool IsIdleNeedsLock(DocumentName? document) => document is { } name ? _state.IsIdleFor(name) : _state.IsIdle;

    private void Signal() => _signal.Writer.TryWrite(0);
}
