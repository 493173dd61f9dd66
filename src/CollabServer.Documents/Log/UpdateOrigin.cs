namespace CollabServer.Documents.Log;

/// <summary>How an update came to the server. Stored as its number.</summary>
public enum UpdateOrigin : short
{
    Client = 0,
    Api = 1,
    Restore = 2,
    Import = 3,
}
