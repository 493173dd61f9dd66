namespace CollabServer.Documents.Actor;

/// <summary>What became of an update.</summary>
internal enum Acceptance
{
    /// <summary>It is in the document and on its way to the log and to everybody else.</summary>
    Accepted,

    /// <summary>Everything in it was known already.</summary>
    Known,

    /// <summary>It is larger than an update may be.</summary>
    UpdateTooLarge,

    /// <summary>The document is as large as it may get.</summary>
    DocumentFull,

    /// <summary>The document is damaged and may not be changed.</summary>
    Quarantined,

    /// <summary>Too much waits for the log, or the log refuses this document.</summary>
    NotSaving,
}
