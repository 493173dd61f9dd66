namespace CollabServer.Crdt.Document.Options;

/// <summary>The unit of text indexes and lengths. The wire always counts UTF-16.</summary>
public enum DocEncoding
{
    Utf8 = 0,
    Utf16 = 1,
    Utf32 = 2,
}
