using CollabServer.Crdt.Updates;
using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Simulation.Editors;

/// <summary>
/// A native client with one document open, as the browser's: it edits whether connected or not, asks for what it lacks, answers what the
/// server lacks, sends new edits only after that, and believes an edit saved only when a ref that covers it is durable.
/// </summary>
internal sealed class SimulatedEditor(World world, int number, DocumentName document)
{
    private readonly List<ReadOnlyMemory<byte>> _outbox = [];
    private SimulatedConnection? _connection;
    private bool _serverAsked;
    private bool _isFlushPlanned;
    private int _maxPartBytes;

    public DocumentName Document => document;

    public Copy Copy { get; private set; } = new(world, document);

    public SimulatedConnection? Connection => _connection;

    /// <summary>Of this connection: when this ref is durable, so many own edits are.</summary>
    public Queue<(ulong Reference, int Own)> Covers { get; } = new();

    public bool IsSettled => _connection is { IsWhole: true } && _serverAsked && _outbox.Count == 0 && Copy.IsSaved;

    /// <summary>Wants to be connected.</summary>
    public bool IsOpen { get; private set; }

    public void Open()
    {
        IsOpen = true;
        Connect();
    }

    /// <summary>The window is closed. What was not acknowledged may be lost.</summary>
    public void Leave()
    {
        IsOpen = false;
        _connection?.Leave();
        Forget();
    }

    /// <summary>The device is lost, and with it every edit only it knew.</summary>
    public void Vanish()
    {
        world.Trace.Write($"{this}: vanishes with {Copy.Durable} of {Copy.Own.Count} edits durable");
        Leave();
        Copy = new Copy(world, document);
    }

    public void Edit()
    {
        var edit = Copy.Type();
        world.Trace.Write($"{this}: {(edit.IsInsert ? "types" : "deletes")} U+{(int)edit.Character:X4}");
        if (_serverAsked)
        {
            _outbox.Add(edit.Update);
            PlanFlush();
        }
    }

    public void Opened(SimulatedConnection connection)
    {
        if (connection == _connection && !(world.IsStormy && world.Dice.Chance(0.01)))
        {
            connection.Send(new Hello(Token: null, Copy.Generation, Copy.ClientId, "simulation", "1"));
        }
    }

    public void Receive(SimulatedConnection connection, ServerMessage message)
    {
        if (connection != _connection)
        {
            return;
        }

        switch (message)
        {
            case Welcome welcome:
                Copy.Generation = welcome.Generation.ToArray();
                _maxPartBytes = welcome.Limits.MaxSyncPartBytes;
                connection.Send(new SyncRequest(Copy.StateVector()));
                break;
            case ServerSyncRequest request:
                // Also an empty answer is sent: its acknowledgement tells that what the server had from us is durable.
                _serverAsked = true;
                _outbox.Clear();
                connection.Send(Copy.Diff(request.StateVector), _maxPartBytes);
                break;
            case SyncReply reply:
                Copy.Apply(reply.Update);
                break;
            case ServerUpdate update:
                Copy.Apply(update.Update);
                break;
            case Ack ack:
                Take(ack);
                break;
        }
    }

    public void Closed(SimulatedConnection connection, CloseCode code)
    {
        if (connection != _connection)
        {
            return;
        }

        connection.GiveUp();
        Forget();
        if (code == CloseCode.GenerationMismatch)
        {
            if (Copy.Durable > 0)
            {
                throw new ViolationException(Rule.Generation, $"{this}: {Copy.Durable} edits are durable in a history the server does not know.");
            }

            Copy = new Copy(world, document);
        }
        else if (code is not (CloseCode.DocumentUnavailable or CloseCode.ServiceRestart or CloseCode.Unresponsive or CloseCode.SlowReader
            or CloseCode.InternalError or CloseCode.Overloaded or CloseCode.HelloTimeout))
        {
            throw new ViolationException(Rule.BrokenInvariant, $"{this} does as it should and was closed with {code}.");
        }

        world.Time.After(world.Dice.Milliseconds(20, 1_500), Connect);
    }

    public override string ToString() => $"editor {number} of {document}";

    private void Take(Ack ack)
    {
        while (Covers.TryPeek(out var cover) && cover.Reference <= ack.DurableRef)
        {
            Covers.Dequeue();
            Copy.Durable = Math.Max(Copy.Durable, cover.Own);
        }
    }

    private void Connect()
    {
        if (!IsOpen || _connection is not null)
        {
            return;
        }

        var connection = _connection = new SimulatedConnection(world, this, Copy);
        connection.Up.Carry(() =>
        {
            if (world.AnyNode is not { IsAlive: true } node)
            {
                connection.Refuse();
                return;
            }

            connection.Node = node;

            node.Open(document, opened =>
            {
                if (opened is null)
                {
                    connection.Refuse();
                }
                else
                {
                    connection.Join(opened);
                }
            });
        });
    }

    private void PlanFlush()
    {
        if (!_isFlushPlanned)
        {
            _isFlushPlanned = true;
            world.Time.After(world.Dice.Milliseconds(0, 10), () =>
            {
                _isFlushPlanned = false;
                if (_serverAsked && _outbox.Count > 0)
                {
                    var update = _outbox.Count == 1 ? _outbox[0] : UpdateBlob.Merge(_outbox, UpdateEncoding.V1);
                    _outbox.Clear();
                    _connection!.Send(update, _maxPartBytes);
                }
            });
        }
    }

    private void Forget()
    {
        _connection = null;
        _serverAsked = false;
        _outbox.Clear();
        Covers.Clear();
    }
}
