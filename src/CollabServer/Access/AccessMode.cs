namespace CollabServer.Access;

/// <summary>Who may use the server.</summary>
public enum AccessMode
{
    /// <summary>Not decided. Allowed in development, where it means <see cref="Open"/>.</summary>
    Unset,

    /// <summary>Everybody may read and write everything and use the REST API.</summary>
    Open,
}
