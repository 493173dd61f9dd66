using CollabServer.Documents.Actor.Outputs;
using CollabServer.Documents.Catalog;
using CollabServer.Documents.Limits;
using CollabServer.Documents.Loading;
using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Actor;

/// <summary>What the parts of a <see cref="DocumentActor"/> share: the document, its marks, who is there, and the step under way.</summary>
internal sealed class ActorState
{
    public ActorState(LoadedDocument loaded, DocumentLimits limits, DocumentsOptions options)
    {
        (Name, Generation, Quarantine) = (loaded.Name, loaded.Generation, loaded.Quarantine);
        (Limits, Options) = (limits, options);
        Replica = new Replica(loaded.Doc);
        Marks = new Watermarks(loaded.DurableSeq);
        Waits = new DurableWaits(Marks);
    }

    public DocumentName Name { get; }

    public DocumentLimits Limits { get; }

    public DocumentsOptions Options { get; }

    public Replica Replica { get; }

    public Watermarks Marks { get; }

    public DurableWaits Waits { get; }

    public SessionRoster Sessions { get; } = new();

    /// <summary>Two histories with different generations must never be merged.</summary>
    public Guid Generation { get; set; }

    /// <summary>Nothing of this document is, or is about to be, in the store: it has no history a client's copy could contradict.</summary>
    public bool IsUnwritten => Marks is { DurableSeq: 0, Accepted: 0 };

    /// <summary>Set while the document is damaged: nobody may change it, and nothing of it is written.</summary>
    public DocumentQuarantine? Quarantine { get; set; }

    /// <summary>For deadlines and pauses.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>For what is stored.</summary>
    public DateTimeOffset Clock { get; private set; }

    public bool BacklogIsFull { get; private set; }

    private List<DocumentOutput> Outputs { get; set; } = [];

    public void BeginStep(StepEnvironment environment, List<DocumentOutput> outputs) =>
        (Now, Clock, BacklogIsFull, Outputs) = (environment.Now, environment.Clock, environment.BacklogIsFull, outputs);

    public void Emit(DocumentOutput output) => Outputs.Add(output);
}
