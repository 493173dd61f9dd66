using CollabServer.Documents.Access;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Sessions;
using CollabServer.Documents.Tests.Simulation.Server;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Simulation.Editors;

/// <summary>A socket: both directions, the server's outbox with its bound, and the ways in which all that ends.</summary>
internal sealed class SimulatedConnection(World world, SimulatedEditor editor, Copy copy) : ISessionOutbox
{
    private readonly int _capacity = world.Weather.HasSlowReaders ? world.Dice.Between(4, 20) : 1_000;
    private readonly Queue<Cover> _covers = new();
    private SimulatedDocument? _document;
    private DocumentSession? _session;
    private bool _isClosed;
    private bool _isGreeted;
    private bool _isBroken;
    private ulong _lastRef;
    private int _lastOwn;
    private Ack _lastAck = new(0, 0, 0);

    /// <summary>The process it leads to, once it has got there.</summary>
    public SimulatedNode? Node { get; set; }

    public Link Up { get; } = new(world);

    public Link Down { get; } = new(world);

    public bool IsClientGone { get; private set; }

    public bool IsServerGone { get; private set; }

    /// <summary>The server has welcomed it and has not let it go.</summary>
    public bool IsListening => _isGreeted && !IsServerGone && !_isClosed;

    /// <summary>By the last notice the server has sent.</summary>
    public bool WasToldSaved { get; private set; } = true;

    /// <summary>Both ends are there, and neither only because it has not noticed.</summary>
    public bool IsWhole => IsListening && !_isBroken && Up.UnderWay == 0 && Down.UnderWay == 0;

    public void Join(SimulatedDocument document)
    {
        if (IsClientGone || IsServerGone)
        {
            document.Release();
            return;
        }

        _document = document;
        _session = new DocumentSession(
            new SessionId(world.Dice.NextGuid()), new SessionInfo(new Principal(null)), world.Dialect, this, world.Time.Now);
        if (!document.Push(new SessionJoined(_session)))
        {
            document.Release();
            Refuse();
            return;
        }

        Down.Carry(() => editor.Opened(this));
    }

    /// <summary>The document cannot be had.</summary>
    public void Refuse()
    {
        IsServerGone = true;
        Down.Carry(() => ToClient(() => editor.Closed(this, CloseCode.DocumentUnavailable)));
    }

    public void Send(ClientMessage message) => Up.Carry(() =>
    {
        if (!IsServerGone && !_session!.IsClosed)
        {
            _document!.Push(new MessageReceived(_session, message));
        }
    });

    /// <summary>Sends an update that holds what the editor has made and not sent, under the next ref.</summary>
    public void Send(ReadOnlyMemory<byte> update, int maxPartBytes)
    {
        Send(update, copy.Own.Count, maxPartBytes);
        if (world.IsStormy && world.Weather.HasRepeats && world.Dice.Chance(0.2))
        {
            var own = copy.Own.Count;
            world.Time.After(world.Dice.Chance(0.5) ? TimeSpan.Zero : world.Dice.Milliseconds(0, 500), () =>
            {
                if (!IsClientGone)
                {
                    // Acknowledgements are cumulative: by then it may cover more than it did.
                    Send(update, Math.Max(own, _lastOwn), maxPartBytes);
                }
            });
        }
    }

    private void Send(ReadOnlyMemory<byte> update, int own, int maxPartBytes)
    {
        var reference = ++_lastRef;
        _lastOwn = own;
        _covers.Enqueue(new Cover(reference, own, update));
        editor.Covers.Enqueue((reference, own));
        var parts = Math.Max(1, (update.Length + maxPartBytes - 1) / maxPartBytes);
        if (parts == 1)
        {
            Send(new ClientUpdate(reference, update));
            return;
        }

        for (var part = 0; part < parts; part++)
        {
            var start = part * maxPartBytes;
            Send(new ClientSyncPart(update.Slice(start, Math.Min(maxPartBytes, update.Length - start)), part, parts, reference));
        }
    }

    public bool TrySend(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        if (IsServerGone || _isClosed)
        {
            return true;
        }

        if (Down.UnderWay + frames.Count > _capacity && Down.UnderWay > 0)
        {
            return false;
        }

        foreach (var frame in frames)
        {
            var message = world.Dialect.Read(frame);
            Inspect(message);
            Down.Carry(() => ToClient(() => editor.Receive(this, message)));
        }

        return true;
    }

    public void Close(CloseCode code, string reason)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            world.Trace.Write($"{editor}: the server closes, {code}");
            Down.Carry(() => ToClient(() => editor.Closed(this, code)));
            world.Time.After(world.Dice.Milliseconds(0, 20), LeaveServer);
        }
    }

    /// <summary>The editor is closed; what it sent before still arrives.</summary>
    public void Leave()
    {
        IsClientGone = true;
        Up.Carry(LeaveServer);
    }

    /// <summary>The network breaks: one direction perhaps before the other, and the two ends notice when they notice.</summary>
    public void Break()
    {
        world.Trace.Write($"{editor}: the connection breaks");
        _isBroken = true;
        world.Time.After(world.Dice.Chance(0.5) ? TimeSpan.Zero : world.Dice.Latency(50), () => Up.IsCut = true);
        world.Time.After(world.Dice.Chance(0.5) ? TimeSpan.Zero : world.Dice.Latency(50), () => Down.IsCut = true);
        world.Time.After(world.Dice.Milliseconds(0, 2_000), () => ToClient(() => editor.Closed(this, CloseCode.Unresponsive)));
        world.Time.After(world.Dice.Milliseconds(0, 3_000), LeaveServer);
    }

    /// <summary>The process at the other end is dead.</summary>
    public void LoseServer()
    {
        IsServerGone = true;
        Up.IsCut = true;
        world.Time.After(world.Dice.Latency(5), () => Down.IsCut = true);
        world.Time.After(world.Dice.Milliseconds(5, 2_000), () => ToClient(() => editor.Closed(this, CloseCode.Unresponsive)));
    }

    public override string ToString() => editor.ToString();

    private void ToClient(Action action)
    {
        if (!IsClientGone)
        {
            action();
        }
    }

    public void GiveUp() => IsClientGone = true;

    private void LeaveServer()
    {
        if (!IsServerGone)
        {
            IsServerGone = true;
            if (_document is not null)
            {
                _document.Push(new SessionLeft(_session!));
                _document.Release();
            }
        }
    }

    private void Inspect(ServerMessage message)
    {
        switch (message)
        {
            case Welcome:
                _isGreeted = true;
                break;
            case Notice { Code: NoticeCode.NotSaved }:
                WasToldSaved = false;
                break;
            case Notice { Code: NoticeCode.Saved }:
                WasToldSaved = true;
                break;
            case Ack ack:
                Inspect(ack);
                break;
        }
    }

    // At the moment the server says it, not when it is heard: the log may have caught up by then.
    private void Inspect(Ack ack)
    {
        if (ack.AppliedRef < _lastAck.AppliedRef || ack.DurableRef < _lastAck.DurableRef || ack.DurableRef > ack.AppliedRef || ack.AppliedRef > _lastRef)
        {
            throw new ViolationException(Rule.AcksRise, $"{editor}: {ack} after {_lastAck}; {_lastRef} was sent last.");
        }

        _lastAck = ack;
        while (_covers.TryPeek(out var cover) && cover.Reference <= ack.DurableRef)
        {
            _covers.Dequeue();
            world.Oracle.RequireLogged(editor.Document, cover.Update, $"ref {cover.Reference} of {editor}");
            for (; copy.Proven < cover.Own; copy.Proven++)
            {
                world.Oracle.RequireLogged(editor.Document, copy.Own[copy.Proven].Update, $"edit {copy.Proven} of {editor}, by ref {cover.Reference}");
            }
        }
    }

    /// <summary>An update under way: when its ref is durable, the first <c>Own</c> edits of the editor are as well.</summary>
    private sealed record Cover(ulong Reference, int Own, ReadOnlyMemory<byte> Update);
}
