using CollabServer.Crdt.Document.State;

namespace CollabServer.Crdt.Document.Events;

/// <summary>A write transaction ended.</summary>
public sealed class AfterTransactionEvent
{
    internal AfterTransactionEvent(StateVector beforeState, StateVector afterState, DeleteSet deleteSet)
    {
        BeforeState = beforeState;
        AfterState = afterState;
        DeleteSet = deleteSet;
    }

    /// <summary>What was known when the transaction began.</summary>
    public StateVector BeforeState { get; }

    /// <summary>What is known now.</summary>
    public StateVector AfterState { get; }

    /// <summary>What the transaction deleted.</summary>
    public DeleteSet DeleteSet { get; }
}
