using CollabServer.Documents.Actor.Commands;
using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Directory;

namespace CollabServer.Documents.Actor;

/// <summary>The commands that wait for their answer. Each gets exactly one.</summary>
internal sealed class OpenCommands(ActorState state)
{
    private readonly HashSet<DocumentCommand> _open = [];

    public IReadOnlyCollection<DocumentCommand> All => _open;

    public void Begin(DocumentCommand command) => _open.Add(command);

    public bool IsOpen(DocumentCommand command) => _open.Contains(command);

    public void Succeed<TResult>(DocumentCommand<TResult> command, TResult result)
    {
        if (_open.Remove(command))
        {
            state.Emit(new CommandSucceeded<TResult>(command, result));
        }
    }

    public void Fail(DocumentCommand command, Exception error)
    {
        if (_open.Remove(command))
        {
            state.Emit(new CommandFailed(command, error));
        }
    }

    public void Refuse(DocumentCommand command, CommandRefusal refusal, string message) =>
        Fail(command, new CommandRefusedException(refusal, message));
}
