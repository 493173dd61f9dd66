namespace CollabServer.Crdt.Protocol;

/// <summary>Bytes that are no message.</summary>
public sealed class ProtocolException : YDotNetException
{
    /// <summary>Says what is wrong.</summary>
    public ProtocolException(string message)
        : base(message)
    {
    }
}
