using CollabServer.Documents.Log;
using CollabServer.Documents.Log.Writing;

namespace CollabServer.Documents.Tests.Log;

public sealed class LogWriterStateTests
{
    private static readonly DateTimeOffset Start = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly LogWriterState _writer;
    private readonly Receiver _receiver = new();
    private readonly Dictionary<string, long> _seq = [];
    private DateTimeOffset _now = Start;
    private int _ids;

    public LogWriterStateTests() => _writer = new LogWriterState(
        new RetryBackoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), new Random(1)), () => new Guid(++_ids, 0, 0, new byte[8]));

    [Fact]
    public void Everything_that_waits_goes_into_one_call_with_one_batch_per_document()
    {
        Enqueue("a", through: 1);
        Enqueue("b", through: 1);
        Enqueue("a", through: 3, updates: 2);

        var call = Start1();
        Assert.Equal([("a", 3), ("b", 1)], call.Batches.Select(batch => (batch.Document.Value, batch.Updates.Count)));
    }

    [Fact]
    public void What_comes_while_a_call_is_in_flight_waits_for_the_next()
    {
        Enqueue("a", through: 1);
        var first = Start1();
        Enqueue("a", through: 2);
        Enqueue("b", through: 1);
        Assert.Null(_writer.TryStart(_now));

        Succeed(first);
        Assert.Equal(["b", "a"], Start1().Batches.Select(batch => batch.Document.Value).OrderDescending());
        Assert.Equal([("a", 1L, 1L, 1L)], _receiver.Committed);
    }

    [Fact]
    public void A_failed_call_is_repeated_after_a_pause_with_the_same_batches()
    {
        Enqueue("a", through: 1);
        var first = Start1();
        Fail(first, WriteOutcome.Unknown);
        Enqueue("a", through: 2);
        Assert.Null(_writer.TryStart(_now));

        _now = _writer.NextAttempt()!.Value;
        Assert.InRange(_now - Start, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));
        Assert.Same(first.Batches[0], Start1().Batches[0]);
    }

    [Fact]
    public void Pauses_double_up_to_the_longest()
    {
        Enqueue("a", through: 1);
        var pauses = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            Fail(Start1(), WriteOutcome.RolledBack);
            pauses.Add((_writer.NextAttempt()!.Value - _now).TotalMilliseconds);
            _now = _writer.NextAttempt()!.Value;
        }

        Assert.All(pauses, (pause, i) => Assert.InRange(pause, Math.Min(5000, 100 * Math.Pow(2, i)) / 2, Math.Min(5000, 100 * Math.Pow(2, i))));
    }

    [Fact]
    public void A_document_the_store_will_never_take_is_found_and_the_others_are_written()
    {
        Enqueue("good", through: 1);
        Enqueue("bad", through: 1);
        Enqueue("also good", through: 1);
        Fail(Start1(), WriteOutcome.Deterministic);

        RunUntilQuiet(call => call.Batches.Any(batch => batch.Document.Value == "bad") ? WriteOutcome.Deterministic : null);

        Assert.Equal(["also good", "good"], _receiver.Committed.Select(commit => commit.Document).Order());
        Assert.Equal(["bad"], _receiver.Refused);
        Assert.False(_writer.IsIdleFor(Name("bad")));
    }

    [Fact]
    public void A_refused_document_does_not_slow_the_others_down()
    {
        Enqueue("bad", through: 1);
        Fail(Start1(), WriteOutcome.Deterministic);
        Enqueue("good", through: 1);

        Assert.Equal(["good"], Start1().Batches.Select(batch => batch.Document.Value));
    }

    [Fact]
    public void A_refused_document_is_written_when_the_store_takes_it_at_last()
    {
        Enqueue("bad", through: 1);
        Fail(Start1(), WriteOutcome.Deterministic);
        _now = _writer.NextAttempt()!.Value;
        Succeed(Start1());

        Assert.Equal(["bad"], _receiver.Committed.Select(commit => commit.Document));
        Assert.True(_writer.IsIdle);
    }

    [Fact]
    public void A_document_that_is_stuck_does_not_hold_up_the_others_for_ever()
    {
        Enqueue("good", through: 1);
        Enqueue("stuck", through: 1);
        Enqueue("also good", through: 1);

        WriteOutcome? Store(AppendCall call) => call.Batches.Any(batch => batch.Document.Value == "stuck") ? WriteOutcome.RolledBack : null;
        for (var i = 0; i < 100 && _receiver.Committed.Count < 2; i++)
        {
            _now = _writer.NextAttempt()!.Value;
            RunUntilQuiet(Store);
        }

        Assert.Equal(["also good", "good"], _receiver.Committed.Select(commit => commit.Document).Order());

        // From now on the group is written beside it without delay.
        Enqueue("third", through: 1);
        RunUntilQuiet(Store);
        Assert.Contains("third", _receiver.Committed.Select(commit => commit.Document));
    }

    [Fact]
    public void After_an_outage_all_documents_are_written_together_again()
    {
        for (var i = 0; i < 20; i++)
        {
            Enqueue($"d{i}", through: 1);
        }

        for (var i = 0; i < 8; i++)
        {
            _now = _writer.NextAttempt()!.Value;
            RunUntilQuiet(_ => WriteOutcome.Unknown);
        }

        var calls = 0;
        var until = _now + TimeSpan.FromSeconds(10);
        while (!_writer.IsIdle && _writer.NextAttempt() <= until)
        {
            _now = _writer.NextAttempt()!.Value;
            RunUntilQuiet(_ =>
            {
                calls++;
                return null;
            });
        }

        Assert.True(_writer.IsIdle, "Not everything was written within 10 s.");
        Assert.InRange(calls, 1, 12);
    }

    [Fact]
    public void Bytes_that_are_not_durable_are_counted()
    {
        Enqueue("a", through: 1);
        Enqueue("b", through: 1);
        Assert.Equal(20, _writer.UnsavedBytes);
        Assert.Equal(20 + (2 * 256), _writer.UnsavedMemory);

        Succeed(Start1());
        Assert.Equal((0, 0), (_writer.UnsavedBytes, _writer.UnsavedMemory));
    }

    [Fact]
    public void A_call_is_bounded_and_everybody_gets_a_turn()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            Enqueue(name, through: 1, bytes: 5 * 1024 * 1024);
        }

        var first = Start1();
        Assert.Equal(["a", "b"], first.Batches.Select(batch => batch.Document.Value));
        Enqueue("a", through: 2, bytes: 5 * 1024 * 1024);
        Succeed(first);
        Assert.Equal(["c", "a"], Start1().Batches.Select(batch => batch.Document.Value));
    }

    [Fact]
    public void An_answer_for_other_batches_is_an_error_and_changes_nothing()
    {
        Enqueue("a", through: 1);
        var call = Start1();

        Assert.Throws<InvalidOperationException>(() => _writer.Succeeded(call, [new AppendedBatch(Guid.Empty, Guid.Empty, 1, 1)]));
        Fail(call, WriteOutcome.Unknown);
        Assert.Equal(10, _writer.UnsavedBytes);
    }

    private static DocumentName Name(string name) => DocumentName.Parse(name);

    private void Enqueue(string name, long through, int updates = 1, int bytes = 10) => _writer.Enqueue(new PendingAppend(
        Name(name), Guid.Empty, KnownSeq: 0, through,
        [.. Enumerable.Range(0, updates).Select(_ => new NewUpdate(new byte[bytes], null, 0, _now, UpdateOrigin.Client))], _receiver.For(name)));

    private AppendCall Start1()
    {
        var call = _writer.TryStart(_now);
        Assert.NotNull(call);
        return call;
    }

    private void Succeed(AppendCall call)
    {
        var results = call.Batches.Select(batch =>
        {
            var first = _seq.GetValueOrDefault(batch.Document.Value) + 1;
            _seq[batch.Document.Value] = first + batch.Updates.Count - 1;
            return new AppendedBatch(batch.BatchId, batch.Generation, first, first + batch.Updates.Count - 1);
        }).ToArray();
        Deliver(_writer.Succeeded(call, results));
    }

    private void Fail(AppendCall call, WriteOutcome outcome) => Deliver(_writer.Failed(call, outcome, "no", _now));

    private void RunUntilQuiet(Func<AppendCall, WriteOutcome?> store)
    {
        while (_writer.TryStart(_now) is { } call)
        {
            if (store(call) is { } outcome)
            {
                Fail(call, outcome);
            }
            else
            {
                Succeed(call);
            }
        }
    }

    private static void Deliver(IReadOnlyList<AppendReport> reports)
    {
        foreach (var report in reports)
        {
            report.Deliver();
        }
    }

    private sealed class Receiver
    {
        private readonly Dictionary<string, IAppendReceiver> _receivers = [];

        public List<(string Document, long Through, long FirstSeq, long LastSeq)> Committed { get; } = [];

        public List<string> Refused { get; } = [];

        public IAppendReceiver For(string name) =>
            _receivers.TryGetValue(name, out var receiver) ? receiver : _receivers[name] = new Tagged(name, this);
    }

    private sealed class Tagged(string name, Receiver receiver) : IAppendReceiver
    {
        public void Committed(long through, AppendedBatch batch) => receiver.Committed.Add((name, through, batch.FirstSeq, batch.LastSeq));

        public void Refused(string reason)
        {
            if (!receiver.Refused.Contains(name))
            {
                receiver.Refused.Add(name);
            }
        }
    }
}
