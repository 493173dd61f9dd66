namespace CollabServer.Documents.Directory;

/// <summary>Why a document refused a command. Nothing was changed.</summary>
public enum CommandRefusal
{
    /// <summary>The document was never written, so there is nothing to name or restore.</summary>
    NothingWritten,

    /// <summary>It would grow beyond <see cref="Limits.DocumentLimits.MaxDocumentBytes"/>, or the update is larger than allowed.</summary>
    TooLarge,

    /// <summary>Too many edits wait for the log already, or it refuses this document. Try again later.</summary>
    NotSaving,

    /// <summary>The document is damaged: it can be read, as far as it is whole, and not be changed until somebody releases it.</summary>
    Quarantined,

    /// <summary>Too many sessions, or another restore is under way. Try again later.</summary>
    Busy,
}
