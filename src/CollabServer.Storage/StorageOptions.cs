namespace CollabServer.Storage;

/// <summary>Where documents are kept. Read from <c>Storage:*</c> and <c>ConnectionStrings:Collab</c>, validated at start.</summary>
public sealed class StorageOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>Name under <c>ConnectionStrings</c>.</summary>
    public const string ConnectionStringName = "Collab";

    /// <summary>Default <see cref="StorageProvider.Sqlite"/>.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>
    /// <c>ConnectionStrings:Collab</c>, in the words of Npgsql or Microsoft.Data.Sqlite. Needed for PostgreSQL. With SQLite the default is the file
    /// <c>data/collab.db</c>, and a relative file name is meant from the content root.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// How long a statement may take, waiting for locks included, before it counts as failed. Default 15 seconds, from 1 second to 10 minutes.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Work with a PostgreSQL server that runs with <c>fsync</c>, <c>full_page_writes</c> or <c>synchronous_commit</c> off, which forgets
    /// acknowledged edits when it crashes. Default false: such a server is refused.
    /// </summary>
    public bool AllowUnsafeDurability { get; set; }

    /// <summary>Bring the schema up to date when the server starts. Unset (the default) means: in development only.</summary>
    public bool? MigrateAtStart { get; set; }
}
