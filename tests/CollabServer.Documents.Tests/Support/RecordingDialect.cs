using CollabServer.Protocol;
using CollabServer.Protocol.Messages;

namespace CollabServer.Documents.Tests.Support;

/// <summary>
/// A dialect whose frames are the numbers of the messages they stand for, so that tests can look at messages and still see how
/// often something was encoded..
/// </summary>
internal sealed class RecordingDialect(bool startsWithHello, bool echoesAwareness) : IDialect
{
    private readonly List<ServerMessage> _messages = [];

    public static RecordingDialect Native() => new(startsWithHello: true, echoesAwareness: false);

    public static RecordingDialect YWebSocket() => new(startsWithHello: false, echoesAwareness: true);

    public string Subprotocol => startsWithHello ? "native" : "yjs";

    public bool StartsWithHello => startsWithHello;

    public bool EchoesAwareness => echoesAwareness;

    /// <summary>How many messages were encoded.</summary>
    public int Encoded
    {
        get
        {
            lock (_messages)
            {
                return _messages.Count;
            }
        }
    }

    public void Decode(ReadOnlyMemory<byte> frame, List<ClientMessage> messages) => throw new NotSupportedException();

    public void Encode(ServerMessage message, List<ReadOnlyMemory<byte>> frames)
    {
        lock (_messages)
        {
            frames.Add(BitConverter.GetBytes(_messages.Count));
            _messages.Add(message);
        }
    }

    public ServerMessage Read(ReadOnlyMemory<byte> frame)
    {
        lock (_messages)
        {
            return _messages[BitConverter.ToInt32(frame.Span)];
        }
    }
}
