namespace CollabServer.Documents.Log;

/// <summary>What is known about a failed append.</summary>
public enum WriteOutcome
{
    /// <summary>The store said that nothing was written; trying again may work.</summary>
    RolledBack,

    /// <summary>Nothing was written and the same call will fail the same way: the data is at fault.</summary>
    Deterministic,

    /// <summary>The connection failed before the store answered: the rows may or may not be there. Appending is idempotent, so try again.</summary>
    Unknown,
}
