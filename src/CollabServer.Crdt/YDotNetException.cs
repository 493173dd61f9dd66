namespace CollabServer.Crdt;

/// <summary>Base of everything the engine throws about documents and updates. The name is YDotNet's, so that code written for it keeps compiling.</summary>
public class YDotNetException : Exception
{
    public YDotNetException()
    {
    }

    public YDotNetException(string message)
        : base(message)
    {
    }

    public YDotNetException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
