using BenchmarkDotNet.Attributes;
using CollabServer.Protocol;
using CollabServer.Protocol.Dialects;
using CollabServer.Protocol.Messages;

namespace CollabServer.Benchmarks.Codecs;

/// <summary>What a session pays per frame in each dialect: an edit in, an edit out, a cursor in.</summary>
public class DialectBenchmarks
{
    /// <summary>One character typed behind another, the commonest frame there is: [5, 7, bin].</summary>
    private static readonly byte[] Update = Convert.FromHexString("0101CAFEBABE0A0784CAFEBABE0A06017800");

    private readonly List<ClientMessage> _messages = [];
    private readonly List<ReadOnlyMemory<byte>> _frames = [];
    private IDialect _dialect = null!;
    private byte[] _updateFrame = [];
    private byte[] _awarenessFrame = [];

    [Params("native", "y-websocket")]
    public string Dialect { get; set; } = "native";

    [GlobalSetup]
    public void Make()
    {
        var awareness = "\x01\x07\x01\x0a{\"user\":{}}"u8;
        if (Dialect == "native")
        {
            _dialect = new NativeDialect();
            _updateFrame = [0x93, 5, 7, 0xc4, (byte)Update.Length, .. Update];
            _awarenessFrame = [0x92, 7, 0xc4, (byte)awareness.Length, .. awareness];
        }
        else
        {
            _dialect = new YWebSocketDialect();
            _updateFrame = [0, 2, (byte)Update.Length, .. Update];
            _awarenessFrame = [1, (byte)awareness.Length, .. awareness];
        }
    }

    [Benchmark]
    public int DecodeUpdate() => Decode(_updateFrame);

    [Benchmark]
    public int DecodeAwareness() => Decode(_awarenessFrame);

    [Benchmark]
    public int EncodeUpdate() => Encode(new ServerUpdate(Update));

    [Benchmark]
    public int EncodeAck() => Encode(new Ack(7, 7, 1000));

    private int Decode(byte[] frame)
    {
        _messages.Clear();
        _dialect.Decode(frame, _messages);
        return _messages.Count;
    }

    private int Encode(ServerMessage message)
    {
        _frames.Clear();
        _dialect.Encode(message, _frames);
        return _frames.Count;
    }
}
