namespace CollabServer.Crdt;

/// <summary>Base of everything the engine throws about documents and updates. The name is YDotNet's, so that code written for it keeps compiling.</summary>
public class YDotNetException : Exception
{
    /// <summary>Without a message.</summary>
    public YDotNetException()
    {
    }

    /// <summary>With a message.</summary>
    public YDotNetException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what caused it.</summary>
    public YDotNetException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
