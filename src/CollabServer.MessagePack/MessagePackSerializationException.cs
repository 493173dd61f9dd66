namespace CollabServer.MessagePack;

/// <summary>
/// The bytes are not what the caller asked for. The only exception the reader throws because of its input, so that one catch covers
/// everything a peer can send.
/// </summary>
public sealed class MessagePackSerializationException : Exception
{
    public MessagePackSerializationException()
    {
    }

    public MessagePackSerializationException(string? message)
        : base(message)
    {
    }

    public MessagePackSerializationException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public MessagePackSerializationException(MessagePackFault fault, string message)
        : base(message) => Fault = fault;

    public MessagePackFault Fault { get; }
}
