namespace CollabServer.Documents.Snapshots;

/// <summary>Why a snapshot was taken. Stored as its number.</summary>
public enum SnapshotKind : short
{
    /// <summary>Taken by the server so that loading need not replay the whole log.</summary>
    Checkpoint = 0,

    /// <summary>Named by a person.</summary>
    Version = 1,

    /// <summary>Taken just before a restore, so that the restore can be undone.</summary>
    BeforeRestore = 2,
}
