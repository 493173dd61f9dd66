namespace CollabServer.Documents.Integrity;

/// <summary>What can be found in a stored document.</summary>
public enum FindingKind
{
    /// <summary>Log entries do not match their checksums, cannot be applied, or are missing.</summary>
    UnreadableEntries,

    /// <summary>A snapshot does not match its checksum or cannot be applied.</summary>
    DamagedSnapshot,

    /// <summary>A snapshot is whole and does not hold what the log holds up to its entry.</summary>
    FalseSnapshot,

    /// <summary>The log was thinned and no snapshot is left to start from.</summary>
    NoBeginning,

    /// <summary>A figure of the catalogue is not what is stored.</summary>
    WrongFigure,

    /// <summary>Edits wait for others that were never stored.</summary>
    PendingEdits,

    /// <summary>The document is quarantined.</summary>
    Quarantined,
}
