namespace CollabServer.Documents.Actor;

/// <summary>Where a loaded document is in its life. While it is loading there is no actor yet: see <see cref="Directory.DocumentDirectory"/>.</summary>
internal enum DocumentPhase
{
    Active,

    /// <summary>It has asked to leave memory, or the server is stopping and the log is catching up.</summary>
    Draining,

    Closed,
}
