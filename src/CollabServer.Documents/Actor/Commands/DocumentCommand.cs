using System.Runtime.CompilerServices;
using CollabServer.Documents.Actor.Inputs;

namespace CollabServer.Documents.Actor.Commands;

/// <summary>Something asked of a document from outside a session, and answered.</summary>
internal abstract record DocumentCommand : DocumentInput
{
    /// <summary>Answers with a failure. Called by the adapter only; the actor says so with an output.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>A command with an answer. Two commands with the same arguments are two commands.</summary>
internal abstract record DocumentCommand<TResult> : DocumentCommand
{
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Answer => _answer.Task;

    public void Succeed(TResult result) => _answer.TrySetResult(result);

    public override void Fail(Exception error)
    {
        _answer.TrySetException(error);

        // Whoever asked may have stopped waiting; then nobody is left to observe it.
        _ = _answer.Task.Exception;
    }

    public virtual bool Equals(DocumentCommand<TResult>? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
