namespace CollabServer.Documents.Tests.Simulation;

/// <summary>Something that must always hold does not.</summary>
internal sealed class ViolationException(Rule rule, string message) : Exception($"{rule}: {message}")
{
    public Rule Rule { get; } = rule;
}
