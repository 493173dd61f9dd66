using CollabServer.Documents.Log;
using CollabServer.Documents.Tests.Simulation.Server;

namespace CollabServer.Documents.Tests.Simulation.Store;

/// <summary>One transaction, from the call to its end in the store, which may be later than the caller's patience.</summary>
internal sealed class StoreCall(
    SimulatedNode caller, IReadOnlyList<AppendBatch> batches, Fate fate, Action<IReadOnlyList<AppendedBatch>> committed, Action<WriteOutcome> failed)
{
    public SimulatedNode Caller => caller;

    public IReadOnlyList<AppendBatch> Batches => batches;

    public Fate Fate => fate;

    public bool HasLocks { get; set; }

    /// <summary>Its process is dead, and the store has not noticed yet.</summary>
    public bool IsLingering { get; set; }

    /// <summary>Nothing more will happen to it in the store.</summary>
    public bool IsOver { get; set; }

    /// <summary>The caller has stopped listening, or is dead.</summary>
    public bool IsAbandoned { get; set; }

    public void Committed(IReadOnlyList<AppendedBatch> results)
    {
        if (!IsAbandoned)
        {
            committed(results);
        }
    }

    public void Failed(WriteOutcome outcome)
    {
        if (!IsAbandoned)
        {
            failed(outcome);
        }
    }
}
