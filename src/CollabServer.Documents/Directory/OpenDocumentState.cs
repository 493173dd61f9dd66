namespace CollabServer.Documents.Directory;

internal enum OpenDocumentState
{
    /// <summary>It is being read from the store.</summary>
    Loading,

    Active,

    /// <summary>The server is stopping and it is catching up with the log.</summary>
    Draining,

    /// <summary>Forgotten: whoever opens the name now gets a new one.</summary>
    Closed,
}
