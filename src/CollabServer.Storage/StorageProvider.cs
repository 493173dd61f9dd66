namespace CollabServer.Storage;

/// <summary>The databases that can hold the documents.</summary>
public enum StorageProvider
{
    /// <summary>One file beside the server. For one process.</summary>
    Sqlite,

    /// <summary>For production, and for several servers over the same documents.</summary>
    PostgreSql,
}
