using CollabServer.Documents.Log;
using CollabServer.Documents.Log.Writing;
using CollabServer.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CollabServer.Documents.Tests.Log;

public sealed class LogWriterTests : IAsyncDisposable
{
    private static readonly DocumentName Doc = DocumentName.Parse("doc");

    private readonly InMemoryStore _store = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LogWriter _writer;
    private readonly Receiver _receiver = new();
    private int _calls;

    public LogWriterTests() => _writer = new LogWriter(
        _store, _clock, Guid.NewGuid, new Random(1), Options.Create(new DocumentsOptions()),
        new DocumentsInstruments(_services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), NullLogger<LogWriter>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_while_an_append_is_under_way_is_written_together()
    {
        var gate = Gate();
        Enqueue("doc", through: 1);
        await gate.Entered;
        Enqueue("doc", through: 2);
        Enqueue("other", through: 1);
        gate.Open();
        await WrittenAsync(document: null);

        Assert.Equal(2, _calls);
        Assert.Equal([(1L, 1L), (2L, 2L), (1L, 1L)], _receiver.Committed.OrderBy(commit => commit.Document).Select(commit => (commit.Through, commit.LastSeq)));
    }

    [Theory]
    [InlineData(WriteOutcome.RolledBack)]
    [InlineData(WriteOutcome.Unknown)]
    public async Task A_failed_append_is_repeated_until_it_succeeds(WriteOutcome outcome)
    {
        _store.BeforeAppend = (_, _) => ++_calls <= 20 ? throw new LogWriteException(outcome, "down", innerException: null) : Task.CompletedTask;
        Enqueue("doc", through: 1);
        var written = WrittenAsync(document: null);
        while (!written.IsCompleted)
        {
            await Task.WhenAny(_clock.WhenArmedAsync(1), written);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        await written;
        Assert.Equal(21, _calls);
        Assert.Single(_receiver.Committed);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_written_once()
    {
        var lost = false;
        _store.AfterAppend = (_, _) =>
        {
            var first = !lost;
            lost = true;
            return first ? throw new LogWriteException(WriteOutcome.Unknown, "connection lost", innerException: null) : Task.CompletedTask;
        };
        Enqueue("doc", through: 1);
        var written = WrittenAsync(document: null);
        while (!written.IsCompleted)
        {
            await Task.WhenAny(_clock.WhenArmedAsync(1), written);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        await written;
        Assert.Equal(1, (await _store.FindAsync(Doc, TestContext.Current.CancellationToken))!.LastSeq);
        Assert.Equal((1L, 1L), Assert.Single(_receiver.Committed.Select(commit => (commit.Through, commit.LastSeq))));
    }

    [Fact]
    public async Task An_append_that_hangs_is_given_up_and_repeated()
    {
        _store.BeforeAppend = (_, ct) => ++_calls == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct) : Task.CompletedTask;
        Enqueue("doc", through: 1);
        var written = WrittenAsync(document: null);
        while (!written.IsCompleted)
        {
            await Task.WhenAny(_clock.WhenArmedAsync(1), written);
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await written;
        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task Waiting_for_one_document_does_not_wait_for_others()
    {
        var gate = Gate(batches => batches.Any(batch => batch.Document.Value == "other"));
        Enqueue("doc", through: 1);
        await WrittenAsync(Doc);
        Enqueue("other", through: 1);
        await gate.Entered;

        Assert.True(_writer.WhenWrittenAsync(Doc, default).IsCompletedSuccessfully);
        Assert.False(_writer.WhenWrittenAsync(DocumentName.Parse("other"), default).IsCompleted);
        gate.Open();
        await WrittenAsync(document: null);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(InsufficientMemoryException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task A_store_that_throws_anything_does_not_end_the_writer(Type failure)
    {
        _store.BeforeAppend = (_, _) => ++_calls == 1 ? throw (Exception)Activator.CreateInstance(failure)! : Task.CompletedTask;
        Enqueue("doc", through: 1);
        var written = WrittenAsync(document: null);
        while (!written.IsCompleted)
        {
            await Task.WhenAny(_clock.WhenArmedAsync(1), written);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await written;
        Assert.Equal(0, _writer.UnsavedBytes);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_put_the_next_attempt_off()
    {
        _store.BeforeAppend = (_, _) => ++_calls <= 3 ? throw new LogWriteException(WriteOutcome.RolledBack, "down", innerException: null) : Task.CompletedTask;
        Enqueue("doc", through: 1);
        var written = WrittenAsync(document: null);
        await _clock.WhenArmedAsync(1);
        _clock.SetBack(TimeSpan.FromHours(1));
        for (var waited = TimeSpan.Zero; !written.IsCompleted && waited < TimeSpan.FromMinutes(1); waited += TimeSpan.FromSeconds(1))
        {
            await Task.WhenAny(_clock.WhenArmedAsync(1), written);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(written.IsCompleted, $"After a minute there were {_calls} attempts.");
    }

    [Fact]
    public async Task Ending_does_not_wait_for_a_store_that_does_not_answer()
    {
        var (entered, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var deaf = new ManualResetEventSlim();
        _store.BeforeAppend = (_, ct) =>
        {
            ct.UnsafeRegister(_ => deaf.Wait(), state: null);
            entered.SetResult();
            return never.Task;
        };
        Enqueue("doc", through: 1);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var timers = _clock.ArmedTimers;
        var ending = _writer.DisposeAsync().AsTask();
        await _clock.WhenArmedAsync(timers + 1).WaitAsync(TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromSeconds(2));

        await ending.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(_receiver.Committed);
        deaf.Set();
    }

    private async Task WrittenAsync(DocumentName? document) =>
        await _writer.WhenWrittenAsync(document, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    private void Enqueue(string name, long through) => _writer.Enqueue(new PendingAppend(
        DocumentName.Parse(name), Guid.NewGuid(), KnownSeq: 0, through,
        [new NewUpdate(Support.Updates.Typed(1, (ulong)through - 1, "a"), null, 0, _clock.GetUtcNow(), UpdateOrigin.Client)], _receiver.For(name)));

    private AppendGate Gate(Func<IReadOnlyList<AppendBatch>, bool>? which = null)
    {
        var gate = new AppendGate();
        _store.BeforeAppend = async (batches, _) =>
        {
            _calls++;
            if (which is null || which(batches))
            {
                await gate.PassAsync();
            }
        };
        return gate;
    }

    private sealed class AppendGate
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void Open() => _open.TrySetResult();

        public Task PassAsync()
        {
            _entered.TrySetResult();
            return _open.Task;
        }
    }

    private sealed class Receiver
    {
        private readonly Dictionary<string, IAppendReceiver> _receivers = [];

        public List<(string Document, long Through, long FirstSeq, long LastSeq)> Committed { get; } = [];

        public IAppendReceiver For(string name) => _receivers.TryGetValue(name, out var receiver) ? receiver : _receivers[name] = new Tagged(name, this);

        private sealed class Tagged(string name, Receiver receiver) : IAppendReceiver
        {
            void IAppendReceiver.Committed(long through, AppendedBatch batch)
            {
                lock (receiver.Committed)
                {
                    receiver.Committed.Add((name, through, batch.FirstSeq, batch.LastSeq));
                }
            }

            void IAppendReceiver.Refused(string reason)
            {
            }
        }
    }
}
