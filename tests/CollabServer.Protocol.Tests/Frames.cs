using CollabServer.Protocol.Messages;
using Xunit;

namespace CollabServer.Protocol.Tests;

/// <summary>Frames in and out of a dialect, written in hex.</summary>
internal static class Frames
{
    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static string Decode(IDialect dialect, string hex) => MessageDescription.Of(Assert.Single(DecodeAll(dialect, Bytes(hex))));

    public static List<ClientMessage> DecodeAll(IDialect dialect, ReadOnlyMemory<byte> frame)
    {
        var messages = new List<ClientMessage>();
        dialect.Decode(frame, messages);
        return messages;
    }

    /// <summary>The close code of a frame that must be refused, having added nothing.</summary>
    public static CloseCode Refusal(IDialect dialect, ReadOnlyMemory<byte> frame)
    {
        var before = new AwarenessRequest();
        List<ClientMessage> messages = [before];
        var refusal = Assert.Throws<ProtocolException>(() => dialect.Decode(frame, messages));
        Assert.Same(before, Assert.Single(messages));
        Assert.NotEmpty(refusal.Message);
        return refusal.CloseCode;
    }

    public static List<ReadOnlyMemory<byte>> EncodeAll(IDialect dialect, ServerMessage message)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        dialect.Encode(message, frames);
        return frames;
    }

    public static string Encode(IDialect dialect, ServerMessage message) => MessageDescription.Hex(Assert.Single(EncodeAll(dialect, message)));
}
