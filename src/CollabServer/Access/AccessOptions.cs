namespace CollabServer.Access;

/// <summary>Who may use the server. Section <c>Access</c> of the configuration.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// The only mode so far is <see cref="AccessMode.Open"/>, and outside development it has to be written down: nobody should put an open server
    /// on a network by forgetting a setting.
    /// </summary>
    public AccessMode Mode { get; set; } = AccessMode.Unset;

    /// <summary>
    /// Origins of pages that may open a socket or call the API from a browser, as <c>scheme://host[:port]</c>; <c>*</c> allows all. Empty (the default): only pages
    /// served under the host name the request was made to. Requests without an <c>Origin</c> header do not come from a page and are not held to this.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];
}
