namespace CollabServer.Documents.Access;

/// <summary>What can be done to a document. Every message of every dialect and every REST call is one of these.</summary>
public enum DocumentOperation
{
    /// <summary>Nobody may do what has no name.</summary>
    None = 0,

    /// <summary>Be in the document and read it: join, sync, keep the connection alive.</summary>
    Read,

    /// <summary>Change it.</summary>
    Write,

    /// <summary>Show and see cursors.</summary>
    Presence,

    /// <summary>Send application messages to the others.</summary>
    Message,

    /// <summary>Name versions, restore, look at sessions.</summary>
    Admin,
}
