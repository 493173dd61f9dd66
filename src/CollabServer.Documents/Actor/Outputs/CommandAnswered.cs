namespace CollabServer.Documents.Actor.Outputs;

/// <summary>A command is finished, well or not.</summary>
internal abstract record CommandAnswered : DocumentOutput
{
    /// <summary>Tells whoever waits for the answer. Called by the adapter only.</summary>
    public abstract void Deliver();
}
