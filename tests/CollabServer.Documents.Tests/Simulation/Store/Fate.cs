namespace CollabServer.Documents.Tests.Simulation.Store;

/// <summary>What becomes of a call to append.</summary>
internal enum Fate
{
    Commits,

    /// <summary>The store says that nothing was written.</summary>
    RollsBack,

    /// <summary>The connection breaks before the commit.</summary>
    BreaksBeforeCommit,

    /// <summary>The connection breaks after the commit.</summary>
    BreaksAfterCommit,

    /// <summary>Holds its locks for seconds, then ends one way or the other.</summary>
    Sticks,

    /// <summary>The store says that this can never succeed.</summary>
    IsRefused,
}
