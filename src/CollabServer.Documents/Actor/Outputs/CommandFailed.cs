using CollabServer.Documents.Actor.Commands;

namespace CollabServer.Documents.Actor.Outputs;

internal sealed record CommandFailed(DocumentCommand Command, Exception Error) : CommandAnswered
{
    public override void Deliver() => Command.Fail(Error);
}
