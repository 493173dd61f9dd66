using CollabServer.LoadTool.Dialects;
using CollabServer.LoadTool.Scenarios;

namespace CollabServer.LoadTool;

/// <summary>What to do to which server: the scenario's own numbers, overridden by the command line.</summary>
internal sealed record LoadOptions
{
    public required Uri Server { get; init; }

    public required LoadDialect Dialect { get; init; }

    public required Scenario Scenario { get; init; }

    /// <summary>Clients in all documents together.</summary>
    public required int Clients { get; init; }

    public required int Documents { get; init; }

    /// <summary>Edits (or presence states) per second in all documents together; 0 where the scenario has no rate.</summary>
    public required double Rate { get; init; }

    /// <summary>How long to measure, after the warm-up.</summary>
    public required TimeSpan Duration { get; init; }

    public required TimeSpan WarmUp { get; init; }

    /// <summary>Clients of a document that write; 0 means all.</summary>
    public required int Writers { get; init; }

    /// <summary>Characters an edit inserts.</summary>
    public required int EditLength { get; init; }

    /// <summary>Flat out: edits of one writer that may be on their way.</summary>
    public required int Window { get; init; }

    /// <summary>Processes whose time and memory count as the server's.</summary>
    public required IReadOnlyList<int> ServerPids { get; init; }

    /// <summary>Prefix of document names; documents of different runs must not meet.</summary>
    public required string DocumentPrefix { get; init; }

    /// <summary>Folder of a recorded trace, for the scenarios that need a long document.</summary>
    public required string? Trace { get; init; }

    /// <summary>Seed with the final state as one update instead of the stream.</summary>
    public required bool Merged { get; init; }

    public int ClientsPerDocument => Math.Max(1, Clients / Documents);
}
