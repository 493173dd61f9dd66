namespace CollabServer.LoadTool.Scenarios;

/// <summary>One way to load a server, with the numbers it has when the command line names none.</summary>
internal abstract class Scenario
{
    public abstract string Name { get; }

    public abstract string Description { get; }

    public abstract int Clients { get; }

    public virtual int Documents => 1;

    public virtual double Rate => 0;

    public virtual int Writers => 0;

    /// <summary>Edits of one writer under way, in scenarios that write flat out.</summary>
    public virtual int Window => 1000;

    public virtual TimeSpan Duration => TimeSpan.FromSeconds(10);

    public virtual TimeSpan WarmUp => TimeSpan.FromSeconds(2);

    public abstract Task<LoadResult> RunAsync(LoadOptions options, CancellationToken ct);
}
