using CollabServer.Documents.Actor;
using CollabServer.Documents.Actor.Inputs;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Tests.Simulation.Editors;

namespace CollabServer.Documents.Tests.Simulation.Server;

/// <summary>Holds one document to its promise: within a second editors know that nothing is saved, and that everything is.</summary>
internal sealed class SaveWatcher(World world, SimulatedNode node, DocumentActor actor)
{
    // Our promise to editors, whatever the options say; a step may be late by what the mailbox makes it wait.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    private long _accepted;
    private long _durable;
    private int _troubles;
    private bool _hasEnded;

    private bool IsOver => _hasEnded || !node.IsAlive;

    public void End() => _hasEnded = true;

    public void Stepped(IReadOnlyList<DocumentInput> inputs, IReadOnlyList<DocumentOutput> outputs)
    {
        foreach (var committed in inputs.OfType<AppendCommitted>())
        {
            _durable = committed.Through;
            if (_durable == _accepted)
            {
                ExpectSaved();
            }
        }

        foreach (var append in outputs.OfType<AppendUpdates>())
        {
            (_accepted, var through) = (append.Through, append.Through);
            _troubles++;
            world.Time.After(Promise, () => ExpectNotSaved(through));
        }
    }

    private void ExpectNotSaved(long through)
    {
        if (!IsOver && _durable < through && Silent(connection => connection.WasToldSaved) is { } silent)
        {
            throw new ViolationException(Rule.SaveNotices, $"{actor.Name}: update {through} waits for a second and {silent} was not told.");
        }
    }

    private void ExpectSaved()
    {
        var troubles = _troubles;
        world.Time.After(Promise, () =>
        {
            if (!IsOver && _troubles == troubles && Silent(connection => !connection.WasToldSaved) is { } silent)
            {
                throw new ViolationException(Rule.SaveNotices, $"{actor.Name}: everything is saved for a second and {silent} was not told.");
            }
        });
    }

    private SimulatedConnection? Silent(Func<SimulatedConnection, bool> isSilent) =>
        actor.Sessions.Select(session => session.Outbox).OfType<SimulatedConnection>()
            .FirstOrDefault(connection => connection.IsListening && isSilent(connection));
}
