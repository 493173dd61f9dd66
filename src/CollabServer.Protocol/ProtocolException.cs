namespace CollabServer.Protocol;

/// <summary>A client broke the rules of its dialect. The socket is closed with <see cref="CloseCode"/> and the message as reason.</summary>
public sealed class ProtocolException : Exception
{
    public ProtocolException(CloseCode closeCode, string message)
        : base(message) => CloseCode = closeCode;

    public ProtocolException(CloseCode closeCode, string message, Exception innerException)
        : base(message, innerException) => CloseCode = closeCode;

    public CloseCode CloseCode { get; }
}
