using CollabServer.Crdt.Document;

namespace CollabServer.Documents.Tests.Simulation.Server;

/// <summary>A name's place in the node's directory, as <c>OpenDocument</c> is in the product's.</summary>
internal sealed class Slot(DocumentName name)
{
    public DocumentName Name => name;

    public int Holders { get; set; }

    /// <summary>Null while it loads.</summary>
    public SimulatedDocument? Document { get; set; }

    /// <summary>The document in memory, which nobody but its actor may look at. A flawed checkpoint does.</summary>
    public Doc? Memory { get; set; }

    public List<Action<SimulatedDocument?>> Waiting { get; } = [];

    public bool HasReadStarted { get; set; }

    public bool IsGone { get; set; }
}
