using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents.Access;
using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Log;
using CollabServer.Documents.Sessions;
using CollabServer.Documents.Snapshots;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Support;

/// <summary>One document actor without its loop: inputs go in by hand, the log and the snapshots answer when the test says so.</summary>
internal sealed class ActorRig
{
    public static readonly DateTimeOffset Start = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<AppendUpdates> _appends = [];
    private readonly List<DocumentOutput> _outputs = [];
    private long _seq;
    private int _ids;

    public ActorRig(IAccessPolicy? access = null, Action<DocumentLimits>? limit = null, long durableSeq = 0, Guid? generation = null)
    {
        limit?.Invoke(Limits);
        _seq = durableSeq;
        Generation = generation ?? new Guid(1, 2, 3, new byte[8]);
        Actor = new DocumentActor(
            new LoadedDocument(DocumentName.Parse("doc"), Doc, Generation, durableSeq, durableSeq, BytesSinceSnapshot: 0, Bytes: 0),
            access ?? new OpenAccessPolicy(), Limits, Options);
    }

    public Doc Doc { get; } = new();

    public DocumentLimits Limits { get; } = new();

    public DocumentsOptions Options { get; } = new();

    public RecordingDialect Native { get; } = RecordingDialect.Native();

    public RecordingDialect YWebSocket { get; } = RecordingDialect.YWebSocket();

    public DocumentActor Actor { get; }

    public Guid Generation { get; }

    public DateTimeOffset Now { get; set; } = Start;

    public bool BacklogIsFull { get; set; }

    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>What the last step asked for.</summary>
    public IReadOnlyList<DocumentOutput> Outputs => _outputs;

    /// <summary>Everything handed to the log so far.</summary>
    public List<NewUpdate> Logged { get; } = [];

    public List<SaveSnapshot> Snapshots { get; } = [];

    public void Step(params DocumentInput[] inputs)
    {
        _outputs.Clear();
        WakeAt = Actor.Step(inputs, new StepEnvironment(Now, BacklogIsFull), _outputs);
        foreach (var output in _outputs)
        {
            switch (output)
            {
                case SendFrames send:
                    foreach (var session in send.To.Where(session => session != send.Except))
                    {
                        Assert.True(session.Outbox.TrySend(send.Frames));
                    }

                    break;
                case CloseSession close:
                    close.Session.Outbox.Close(close.Code, close.Reason);
                    break;
                case AppendUpdates append:
                    _appends.Add(append);
                    Logged.AddRange(append.Updates);
                    break;
                case SaveSnapshot save:
                    Snapshots.Add(save);
                    break;
                case CommandAnswered answer:
                    answer.Deliver();
                    break;
            }
        }
    }

    /// <summary>Steps at every moment the actor asked to be woken, until <paramref name="by"/> has passed.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        for (var wakes = 0; WakeAt <= end; wakes++)
        {
            Assert.True(wakes < 1000, "The actor keeps asking to be woken without anything to do.");
            Now = WakeAt!.Value > Now ? WakeAt.Value : Now;
            Step(Tick.Instance);
        }

        Now = end;
        Step(Tick.Instance);
    }

    /// <summary>The log commits everything it was given; entries of others may come before.</summary>
    public void Commit(Guid? generation = null, int foreignEntries = 0)
    {
        if (_appends.Count > 0)
        {
            var first = _seq + foreignEntries + 1;
            _seq = first + _appends.Sum(append => append.Updates.Count) - 1;
            var through = _appends[^1].Through;
            _appends.Clear();
            Step(new AppendCommitted(through, generation ?? Generation, first, _seq));
        }
    }

    public void SaveSnapshot(SnapshotInfo? info = null)
    {
        var save = Snapshots[0];
        Snapshots.RemoveAt(0);
        Step(new SnapshotSaved(save.Request, info ?? new SnapshotInfo(
            77, Actor.Name, save.Request.Seq, save.Request.Kind, save.Request.Label, save.Request.CreatedBy, Now, StateBytes: 0)));
    }

    public void FailSnapshot(Exception error)
    {
        var save = Snapshots[0];
        Snapshots.RemoveAt(0);
        Step(new SnapshotFailed(save.Request, error));
    }

    public TestSession Join(RecordingDialect dialect, string? user = null)
    {
        var outbox = new TestOutbox(dialect);
        var session = new DocumentSession(
            new SessionId(new Guid(++_ids, 0, 0, new byte[8])), new SessionInfo(new Principal(user)), dialect, outbox, Now);
        Step(new SessionJoined(session));
        return new TestSession(this, session, outbox);
    }

    /// <summary>A native session that has said hello and forgotten the greetings.</summary>
    public TestSession JoinNative(ulong clientId = 0, string? user = null)
    {
        var session = Join(Native, user);
        session.Say(new Hello(Token: null, Generation: null, clientId, "test", "1"));
        session.Outbox.Take();
        return session;
    }

    /// <summary>A y-websocket session that has forgotten the greetings.</summary>
    public TestSession JoinYjs()
    {
        var session = Join(YWebSocket);
        session.Outbox.Take();
        return session;
    }

    public string Text()
    {
        var text = Doc.Text("t");
        using var transaction = Doc.ReadTransaction();
        return text.String(transaction);
    }

    /// <summary>Applies an update as another program would, over REST.</summary>
    public ApplyUpdate Apply(ReadOnlyMemory<byte> update, UpdateEncoding encoding = UpdateEncoding.V1)
    {
        var command = new ApplyUpdate(update, encoding, "program", UpdateOrigin.Api);
        Step(command);
        return command;
    }
}
