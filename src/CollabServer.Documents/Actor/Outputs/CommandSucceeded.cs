using CollabServer.Documents.Actor.Commands;

namespace CollabServer.Documents.Actor.Outputs;

internal sealed record CommandSucceeded<TResult>(DocumentCommand<TResult> Command, TResult Result) : CommandAnswered
{
    public override void Deliver() => Command.Succeed(Result);
}
